import Database
import Dispatch
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Operations

@Suite(.bothDatabases) struct CurrentClientsTests {
    private let here: TestInstallation
    private let bi: Client

    init() async throws {
        here = try TestInstallation()
        bi = try await here.register("bi")
    }

    private func client(_ id: ClientID, on place: TestInstallation) async throws -> Client? {
        let clients = place.installation.clients
        return try await place.read { transaction in try clients.client(id, in: transaction) }
    }

    private func edit(_ change: (inout ClientRegistration) -> Void, on place: TestInstallation) async throws {
        let id = bi.id
        let current = try #require(try await place.read { transaction in try transaction.clients.find(id) })
        var registration = ClientRegistration(current)
        change(&registration)
        let outcome = try await EditClient(place.installation).run(
            registration, of: current, enabling: false, place.act)
        guard case .edited = outcome else { throw TestInstallation.Unregistered() }
    }

    @Test func `a client that was read once comes from memory`() async throws {
        #expect(try await client(bi.id, on: here) == bi)
        // Behind the back of the register, whose every verb begins a revision.
        try await here.write { transaction in _ = try transaction.execute("UPDATE clients SET name = 'x'") }
        #expect(try await client(bi.id, on: here) == bi)
        #expect(here.installation.clients.count == 1)
    }

    @Test func `a change counts in the next read, here and at another installation over the same file`() async throws {
        let there = try TestInstallation(beside: here)
        for (number, writer) in [here, there, here].enumerated() {
            try await edit({ $0.name = "Tên \(number)" }, on: writer)
            for reader in [here, there, here, there] {
                #expect(try await client(bi.id, on: reader)?.name == "Tên \(number)")
            }
        }
    }

    @Test func `whatever is written of a client counts`() async throws {
        let id = bi.id
        func current() async throws -> Client? { try await client(id, on: here) }
        #expect(try await current()?.isEnabled == true)
        _ = try await DisableClient(here.installation).run(id, here.act)
        #expect(try await current()?.isEnabled == false)
        guard case .rotated(let secret, _) = try await RotateClientSecret(here.installation).run(id, here.act) else {
            Issue.record("no secret")
            return
        }
        #expect(try await current()?.credential == .secret(secret.hash, method: .basic))
        _ = try await RemoveClient(here.installation).run(id, here.act)
        #expect(try await current() == nil)
        let gis = try await here.register("gis")
        #expect(try await client(gis.id, on: here) == gis)
    }

    private struct TakenBack: Error {}

    @Test func `what a transaction took back counts for nobody, not even when the next one has its number`()
        async throws
    {
        let (clients, id) = (here.installation.clients, bi.id)
        let other = try ClientRegistration(bi).client(secret: SecretHash(of: "other"), isEnabled: false)
        await #expect(throws: TakenBack.self) {
            try await here.write { transaction in
                _ = try transaction.clients.replace(other)
                #expect(try clients.client(id, in: transaction) == other, "the writer sees what it wrote")
                throw TakenBack()
            }
        }
        #expect(clients.count == 0, "nobody has committed what it saw")
        #expect(try await client(id, on: here) == bi)
        _ = try await DisableClient(here.installation).run(id, here.act)
        #expect(try await client(id, on: here)?.credential == bi.credential)
        #expect(try await client(id, on: here)?.isEnabled == false)
    }

    @Test func `a writer takes from memory, and leaves there, what it can't have changed`() async throws {
        let (clients, id) = (here.installation.clients, bi.id)
        let gis = try await here.register("gis")
        let first = try await here.write { transaction in try clients.client(id, in: transaction) }
        #expect(first == bi && clients.count == 0, "which revision counts, only a reader says")
        _ = try await client(gis.id, on: here)
        let second = try await here.write { transaction in try clients.client(id, in: transaction) }
        #expect(second == bi && clients.count == 2)
        try await here.write { transaction in _ = try transaction.execute("UPDATE clients SET name = 'x'") }
        let third = try await here.write { transaction in try clients.client(id, in: transaction) }
        #expect(third == bi, "from memory")
        let changed = try ClientRegistration(bi).client(secret: SecretHash(of: "other"))
        let fourth = try await here.write { transaction in
            _ = try transaction.clients.replace(changed)
            return try clients.client(id, in: transaction)
        }
        #expect(fourth == changed)
    }

    @Test func `a reader that began before a change sees what was, and takes nothing back`() async throws {
        let (clients, id, here) = (here.installation.clients, bi.id, here)
        let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
        let goOn = DispatchSemaphore(value: 0)
        async let late = here.read { transaction in
            _ = try transaction.clients.revision()
            hasBegun.yield()
            goOn.wait()
            return try clients.client(id, in: transaction)
        }
        for await _ in begun { break }
        try await edit({ $0.name = "Tên mới" }, on: here)
        #expect(try await client(id, on: here)?.name == "Tên mới")
        goOn.signal()
        #expect(try await late == bi)
        // Whatever the late one had left in memory would be seen here.
        #expect(try await client(id, on: here)?.name == "Tên mới")
        #expect(clients.count == 1)
    }

    @Test func `a hundred readers at once all see the change that was committed before them`() async throws {
        let (clients, id, here) = (here.installation.clients, bi.id, here)
        for round in 0..<5 {
            try await edit({ $0.name = "Tên \(round)" }, on: here)
            let names = try await race(100) { _ in
                try await here.read { transaction in try clients.client(id, in: transaction)?.name }
            }
            #expect(Set(names) == ["Tên \(round)"])
        }
        #expect(clients.count == 1)
    }

    @Test func `readers and a writer at once: no reader sees less than was committed before it began`() async throws {
        let here = here
        let (clients, id) = (here.installation.clients, bi.id)
        let current = try #require(try await client(id, on: here))
        let late = try await race(100) { number in
            let next = try await here.write { transaction in
                var registration = ClientRegistration(current)
                let revision = try transaction.clients.revision().number
                registration.name = "\(revision + 1)"
                _ = try transaction.clients.replace(try registration.client(secret: SecretHash(of: "s")))
                return revision + 1
            }
            let name = try await here.read { transaction in try clients.client(id, in: transaction)?.name }
            return Int64(name ?? "").map { $0 < next } ?? true
        }
        #expect(!late.contains(true))
    }

    @Test func `ids that nobody has leave nothing behind`() async throws {
        let clients = here.installation.clients
        _ = try await client(bi.id, on: here)
        for number in 0..<1000 {
            let id = try #require(ClientID("unknown-\(number)"))
            #expect(try await client(id, on: here) == nil)
        }
        #expect(clients.count == 1)
    }
}
