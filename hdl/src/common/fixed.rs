//! A constant that a derived `Default` can make: the default value of its type.

use rust_hdl_core::prelude::*;

/// `Constant` of `T::default()`.
#[derive(Copy, Clone, Debug)]
pub struct Fixed<T: Synth>(Constant<T>);

impl<T: Synth> Fixed<T> {
    /// Another value, for a build that is not the default one.
    pub fn of(value: T) -> Fixed<T> {
        Fixed(Constant::new(value))
    }

    /// The value, for kernels.
    pub fn val(&self) -> T {
        self.0.val()
    }
}

impl<T: Synth> Default for Fixed<T> {
    fn default() -> Self {
        Fixed(Constant::new(T::default()))
    }
}

impl<T: Synth> Logic for Fixed<T> {
    fn update(&mut self) {}
}

impl<T: Synth> Block for Fixed<T> {
    fn connect_all(&mut self) {}
    fn update_all(&mut self) {}
    fn has_changed(&self) -> bool {
        false
    }
    fn accept(&self, name: &str, probe: &mut dyn Probe) {
        self.0.accept(name, probe);
    }
}
