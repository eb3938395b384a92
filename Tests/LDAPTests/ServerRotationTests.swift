import Directory
import TestSupport
import Testing

@testable import LDAP

/// Which of several servers is asked, with a clock and chances that the test sets.
@Suite struct ServerRotationTests {
    private static let one = SourceServer.ldaps(host: "mot", port: 636)
    private static let two = SourceServer.ldaps(host: "hai", port: 636)
    private let start = ContinuousClock().now

    @Test func `they are asked in their order, until another one answered`() {
        var rotation = ServerRotation([Self.one, Self.two])
        #expect(rotation.candidates(at: start) == [Self.one, Self.two])
        rotation.answered(Self.two)
        #expect(rotation.candidates(at: start) == [Self.two, Self.one])
    }

    @Test func `one that failed rests, and is asked again`() {
        var random = SeededGenerator(seed: 1)
        var rotation = ServerRotation([Self.one, Self.two])
        rotation.failed(Self.one, at: start, using: &random)
        #expect(rotation.candidates(at: start) == [Self.two])
        #expect(rotation.rest(at: start) == .zero)
        #expect(rotation.candidates(at: start + .seconds(1)) == [Self.one, Self.two])
    }

    @Test(arguments: 0..<20)
    func `it rests twice as long each time, up to a minute, and never less than half of that`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var rotation = ServerRotation([Self.one])
        for full in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
            rotation.failed(Self.one, at: start, using: &random)
            let rest = rotation.rest(at: start)
            #expect(rest <= .seconds(full) && rest * 2 >= .seconds(full), "\(rest) of \(full)")
            #expect(rotation.candidates(at: start).isEmpty)
            #expect(rotation.candidates(at: start + rest) == [Self.one])
        }
        rotation.answered(Self.one)
        rotation.failed(Self.one, at: start, using: &random)
        #expect(rotation.rest(at: start) <= .seconds(1))
    }
}
