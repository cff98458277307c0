//! From a definition to a chart: what is found, where, and what the chart says.

#[path = "compile/carets.rs"]
mod carets;
#[path = "compile/charts.rs"]
mod charts;
