//! `registrar serve` as people and operators meet it: who comes in, what the sandbox alone has, what is refused.

mod coming_in;
mod feed;
mod folders;
mod served;
mod third_workflow;
mod visiting;
