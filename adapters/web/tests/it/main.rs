//! The portal and the API through the router, without sockets.

mod api;
mod browser;
mod calendar;
mod coming_in;
mod feed;
mod limits;
mod opening;
mod pages;
mod sandbox;
mod shapes;
mod tasks;
