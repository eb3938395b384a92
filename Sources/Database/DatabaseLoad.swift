/// How much a database has to do, in numbers for those who watch it.
package struct DatabaseLoad: Hashable, Sendable {
    /// How many wait for a connection, or for the one that writes.
    package let waiting: Int
    /// How many transactions were run again, as others were in their way or a connection was lost.
    package let reruns: Int
    /// Of how many commits the answer was lost.
    package let unknownOutcomes: Int
    /// How many connections were made.
    package let connections: Int

    init(waiting: Int, reruns: Int = 0, unknownOutcomes: Int = 0, connections: Int = 0) {
        self.waiting = waiting
        self.reruns = reruns
        self.unknownOutcomes = unknownOutcomes
        self.connections = connections
    }
}
