//! The portal and the API through the router, without sockets.

mod api;
mod browser;
mod calendar;
mod coming_in;
mod connections;
mod feed;
mod limits;
mod logs;
mod metrics;
mod opening;
mod overload;
mod pages;
mod sandbox;
mod shapes;
mod tasks;
