import Testing

/// Tests of the built programs from outside, on real parts. They run one after the other: a browser, a web
/// server and a provider at once are enough for a small machine.
@Suite(.serialized, .timeLimit(.minutes(5)))
enum EndToEnd {}
