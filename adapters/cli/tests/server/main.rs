//! `registrar serve` as people and operators meet it: who comes in, what the sandbox alone has, what is refused.

mod berth;
mod coming_in;
mod feed;
mod folders;
#[cfg(target_os = "linux")]
mod jumped;
mod served;
#[cfg(target_os = "linux")]
mod slow;
mod third_workflow;
mod visiting;
#[cfg(unix)]
mod watched;
