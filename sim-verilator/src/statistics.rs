//! What happened so far, as numbers.

use std::fmt;

macro_rules! statistics {
    ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => {
        /// A snapshot of the simulated card's counters.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Statistics {
            $($(#[doc = $doc])* pub $name: u64),*
        }

        /// One `name value` line each.
        impl fmt::Display for Statistics {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                $(writeln!(f, "{} {}", stringify!($name), self.$name)?;)*
                Ok(())
            }
        }
    };
}

statistics! {
    /// Clocks simulated.
    clocks,
    /// Clock in which the last register write was answered.
    last_register_write,
    /// Clock from which the last AXI write was visible to the host.
    last_write_response,
    /// AXI read transactions.
    axi_reads,
    /// AXI write transactions.
    axi_writes,
    /// Beats of read data, 16 octets each.
    axi_read_beats,
    /// Beats of write data, 16 octets each.
    axi_write_beats,
    /// AXI transactions that met no mapping, no permission, or a card that must not master the bus.
    dma_faults,
    /// Of these, those that the client's IOMMU was told of.
    refusals_told,
    /// AXI transactions that were answered with an error on demand.
    injected_faults,
    /// Interrupts that the card raised.
    interrupts_raised,
    /// Interrupts that were lost, on demand or because MSI-X was off.
    interrupts_dropped,
    /// Register reads.
    register_reads,
    /// Register writes.
    register_writes,
    /// Register accesses that the card did not answer in time or answered with an error.
    register_errors,
    /// Resets: of the function, of the device, or because a client left.
    resets,
    /// Clients that were served.
    clients,
    /// Clients that were turned away because another one was served.
    clients_refused,
    /// Messages that broke the vfio-user protocol.
    protocol_errors,
}
