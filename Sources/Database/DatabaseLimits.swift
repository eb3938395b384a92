/// What a database may take, and how long its writers wait.
package struct DatabaseLimits: Sendable {
    /// How many writers may wait for the one that writes; whoever comes beyond that is refused at once. A group of 64
    /// takes some milliseconds, so that the last of them waits for less than a second.
    package let waitingWriters: Int
    /// How long a writer waits while another process holds the lock, such as the command line beside the server.
    package let patience: Duration
    /// In slices of how long the lock is asked for.
    package let slice: Duration
    /// Bytes that the database may grow to; `nil` for as many as the volume has.
    package let bytes: Int64?

    package init(
        waitingWriters: Int = 1024, patience: Duration = .seconds(5), slice: Duration = .milliseconds(200),
        bytes: Int64? = nil
    ) {
        self.waitingWriters = waitingWriters
        self.patience = patience
        self.slice = slice
        self.bytes = bytes
    }
}
