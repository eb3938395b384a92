import NIOCore
import NIOEmbedded
import Testing

@testable import Edge

/// How many connections there may be, and who gives way when there are as many.
@Suite struct ConnectionLedgerTests {
    private let edge = Edge.forTests(connections: 3)

    /// A connection that is let in, on a channel of its own.
    private func connect(_ number: Int = 1) throws -> (EmbeddedChannel, Connection?) {
        let channel = EmbeddedChannel()
        channel.connect(to: try SocketAddress(ipAddress: "192.0.2.254", port: 443), promise: nil)
        let peer = ClientAddress(address: "192.0.2.\(number)", port: nil)
        let connection = edge.ledger.admit(channel, from: peer)
        if let connection { try channel.pipeline.syncOperations.addHandler(ConnectionGate(connection)) }
        return (channel, connection)
    }

    private func isOpen(_ channel: EmbeddedChannel) -> Bool {
        channel.embeddedEventLoop.run()
        return channel.isActive
    }

    @Test func `where all places are taken, the one that has waited longest for its peer gives way`() throws {
        let first = try connect(1)
        let others = [try connect(2), try connect(3)]
        let newcomer = try connect(4)
        #expect(newcomer.1 != nil)
        #expect(!isOpen(first.0))
        #expect(others.allSatisfy { isOpen($0.0) })
        #expect(edge.ledger.count == 3)
    }

    @Test func `who is being answered keeps its place, and comes to the end of the line with the answer`() throws {
        let busy = try connect(1)
        busy.1?.beganAnswer()
        let second = try connect(2)
        let third = try connect(3)
        _ = try connect(4)
        #expect(isOpen(busy.0) && !isOpen(second.0))
        busy.1?.endedAnswer()
        _ = try connect(5)
        #expect(isOpen(busy.0) && !isOpen(third.0))
    }

    @Test func `where all are being answered, the newcomer isn't let in`() throws {
        for number in 1...3 { try connect(number).1?.beganAnswer() }
        #expect(try connect(4).1 == nil)
        #expect(edge.ledger.count == 3)
    }

    @Test func `a connection with several requests under way waits for its peer when the last is answered`() throws {
        let busy = try connect(1)
        busy.1?.beganAnswer()
        busy.1?.beganAnswer()
        busy.1?.endedAnswer()
        for number in 2...4 { _ = try connect(number) }
        #expect(isOpen(busy.0))
        busy.1?.endedAnswer()
        for number in 5...7 { _ = try connect(number) }
        #expect(!isOpen(busy.0))
    }

    @Test func `who leaves gives its place back`() throws {
        let first = try connect(1)
        _ = try connect(2)
        _ = try connect(3)
        _ = try first.0.finish(acceptAlreadyClosed: true)
        let newcomer = try connect(4)
        #expect(newcomer.1 != nil && edge.ledger.count == 3)
    }

    @Test func `the kernel hands over a few more than there may be, and more when the settings allow more`() {
        var accepted = AcceptLimit(edge)
        for _ in 0..<7 {
            #expect(accepted.isAcceptingNewConnections())
            accepted.connectionOpened()
        }
        #expect(!accepted.isAcceptingNewConnections())
        edge.apply(EdgeSettings(connections: 4))
        #expect(accepted.isAcceptingNewConnections())
        accepted.connectionOpened()
        #expect(!accepted.isAcceptingNewConnections())
        accepted.connectionClosed()
        #expect(accepted.isAcceptingNewConnections())
    }

    @Test func `a stop ends every connection, whatever it does, and lets nobody in`() throws {
        let waiting = try connect(1)
        let busy = try connect(2)
        busy.1?.beganAnswer()
        edge.ledger.closeAll()
        #expect(!isOpen(waiting.0) && !isOpen(busy.0))
        #expect(try connect(3).1 == nil)
    }

    @Test func `the line stays as short as there are connections, however often they come back to it`() {
        var line = WaitingLine()
        for round in 0..<10_000 {
            line.join(round % 3)
            if round % 2 == 0 { line.leave(round % 3) }
        }
        line.join(0)
        line.join(1)
        line.join(2)
        line.leave(1)
        #expect([line.popFirst(), line.popFirst(), line.popFirst()] == [0, 2, nil])
    }

    @Test func `the public port leaves descriptors for everything else`() {
        for descriptors in [128, 256, 1_024, 4_096, 1_048_576] {
            let connections = Descriptors.connections(of: descriptors, wanted: nil)
            #expect(connections + Descriptors.administrativeConnections < descriptors)
            #expect(connections <= descriptors * 3 / 4 || descriptors > 1_024)
            #expect(Descriptors.connections(of: descriptors, wanted: .max) <= descriptors - 64)
            #expect(Descriptors.connections(of: descriptors, wanted: 20) == 20)
        }
    }

    @Test func `the soft limit of descriptors becomes the hard one`() {
        let raised = Descriptors.raise()
        #expect(raised > 0 && Descriptors.raise() == raised)
    }
}
