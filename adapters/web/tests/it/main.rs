//! The portal and the API through the router, without sockets.

mod api;
mod browser;
mod coming_in;
mod limits;
mod opening;
mod pages;
mod sandbox;
mod shapes;
mod tasks;
