import Testing

/// Tests of the built programs from outside, on real parts. What of one kind there is runs one after the other: a
/// browser, a web server and a provider at once are enough for a small machine. The kinds run side by side, as each waits
/// for other processes most of the time.
@Suite(.timeLimit(.minutes(5)))
enum EndToEnd {
    /// By the command line, as operators and administrators use it.
    @Suite(.serialized) enum Commands {}
    /// By browsers, web servers and apps, as people and platforms use it.
    @Suite(.serialized) enum Browsers {}
    /// By single requests, good ones and bad ones, on one node and on several.
    @Suite(.serialized) enum Requests {}
}
