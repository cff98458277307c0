//! From a definition to a chart: what is found, where, and what the chart says.

#[path = "compile/arrows.rs"]
mod arrows;
#[path = "compile/carets.rs"]
mod carets;
#[path = "compile/charts.rs"]
mod charts;
#[path = "compile/examples.rs"]
mod examples;
#[path = "compile/mangled.rs"]
mod mangled;
#[path = "compile/names.rs"]
mod names;
#[path = "compile/pages.rs"]
mod pages;
#[path = "compile/separation.rs"]
mod separation;
#[path = "compile/tables.rs"]
mod tables;
#[path = "compile/work.rs"]
mod work;
