//! Which inputs of a block reach which of its outputs without a register between.

use std::collections::{BTreeMap, BTreeSet};

/// Combinational paths of one block, by the names of its ports.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paths {
    /// For each output, the inputs it depends on.
    pub to: BTreeMap<String, BTreeSet<String>>,
    /// False where a leaf's text was not understood and every path was assumed.
    pub certain: bool,
}

impl Paths {
    /// Whether `input` reaches any output.
    pub(crate) fn leads_on(&self, input: &str) -> bool {
        self.to.values().any(|inputs| inputs.contains(input))
    }
}

/// Strongly connected components of `edges`, each after those it points to (Tarjan, iterative).
pub(crate) fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let mut order = vec![NEW; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut on_stack = vec![false; edges.len()];
    let (mut stack, mut done, mut next) = (vec![], vec![], 0);
    for root in 0..edges.len() {
        if order[root] != NEW {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((node, at)) = calls.pop() {
            if at == 0 {
                (order[node], low[node]) = (next, next);
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            } else {
                let child = edges[node][at - 1];
                low[node] = low[node].min(low[child]);
            }
            let mut descended = false;
            for (i, &to) in edges[node].iter().enumerate().skip(at) {
                if order[to] == NEW {
                    calls.push((node, i + 1));
                    calls.push((to, 0));
                    descended = true;
                    break;
                }
                if on_stack[to] {
                    low[node] = low[node].min(order[to]);
                }
            }
            if descended || low[node] != order[node] {
                continue;
            }
            let mut component = vec![];
            while let Some(member) = stack.pop() {
                on_stack[member] = false;
                component.push(member);
                if member == node {
                    break;
                }
            }
            done.push(component);
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_is_one_component_and_comes_after_its_targets() {
        let edges = vec![vec![1], vec![2], vec![0, 3], vec![]];
        let mut found = components(&edges);
        found.iter_mut().for_each(|c| c.sort());
        assert_eq!(found, vec![vec![3], vec![0, 1, 2]]);
    }

    #[test]
    fn without_cycles_each_is_alone() {
        assert_eq!(components(&[vec![1, 2], vec![2], vec![]]).len(), 3);
    }
}
