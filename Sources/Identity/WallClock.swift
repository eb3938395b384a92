/// Where the present moment comes from. There is one per process, passed in; tests pass one that they set.
package protocol WallClock: Sendable {
    var now: Instant { get }
}
