import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

extension DeviceAuthorization {
    /// A device that waits since noon.
    static func sample(
        of client: ClientID, _ random: any RandomSource
    ) -> (device: DeviceAuthorization, code: DeviceCode, userCode: UserCode) {
        let (code, userCode) = (DeviceCode(random: random), UserCode(random: random))
        let device = DeviceAuthorization(
            code: code.hash, userCode: userCode.hash, client: client, scopes: [.openid, .profile],
            decision: PolledDecision(expiresAt: .noon + Self.lifetime, interval: PolledDecision.firstInterval))
        return (device, code, userCode)
    }
}

@Suite(.bothDatabases) struct DeviceAuthorizationsTests {
    private let allowed = AuthorizationID(stored: "authorization")

    private func waiting(in world: World) async throws -> DeviceAuthorization {
        let device = DeviceAuthorization.sample(of: world.client.id, world.random).device
        try await world.store.write { transaction in try transaction.devicesWaiting.add(device) }
        return device
    }

    private func state(_ device: DeviceAuthorization, in world: World) async throws -> PolledDecision.State? {
        try await world.store.read { transaction in try transaction.devicesWaiting.find(device.code)?.decision.state }
    }

    @Test func `a device is found by either code, of which only hashes are kept`() async throws {
        let world = try await World()
        let (device, code, userCode) = DeviceAuthorization.sample(of: world.client.id, world.random)
        let found = try await world.store.write { transaction in
            let devices = transaction.devicesWaiting
            try devices.add(device)
            return (
                try devices.find(code.hash), try devices.find(userCode.hash),
                try devices.find(DeviceCodeHash(ofPresented: userCode.text)),
                try transaction.row("SELECT code_hash, user_code_hash FROM device_authorizations")
            )
        }
        #expect(found.0 == device && found.1 == device && found.2 == nil)
        #expect(try found.3?.text(0) == code.hash.text && found.3?.text(1) == userCode.hash.text)
    }

    @Test func `a poll is remembered with the interval that it came to`() async throws {
        let world = try await World()
        let device = try await waiting(in: world)
        let found = try await world.store.write { transaction in
            try transaction.devicesWaiting.recordPoll(device.code, interval: .seconds(10), at: .noon + .seconds(3))
            return try transaction.devicesWaiting.find(device.code)
        }
        #expect(found?.decision.interval == .seconds(10))
        #expect(found?.decision.lastPolledAt == .noon + .seconds(3))
        #expect(found?.decision.state == .pending)
    }

    @Test func `a device is approved, and gets its tokens, once`() async throws {
        let world = try await World()
        let (device, allowed) = (try await waiting(in: world), allowed)
        let early = try await world.store.write { transaction in try transaction.devicesWaiting.consume(device.code) }
        #expect(!early)
        let approved = try await race(20) { number in
            let id = AuthorizationID(stored: "a\(number)")
            return try await world.store.write { transaction in
                try transaction.devicesWaiting.approve(device.code, id, at: .noon) ? id : nil
            }
        }
        let winners = approved.compactMap { $0 }
        #expect(winners.count == 1)
        #expect(try await state(device, in: world) == winners.first.map { .approved($0) })
        let consumed = try await race(20) { _ in
            try await world.store.write { transaction in try transaction.devicesWaiting.consume(device.code) }
        }
        #expect(consumed.count { $0 } == 1)
        #expect(try await state(device, in: world) == .consumed)
        let late = try await world.store.write { transaction in
            [
                try transaction.devicesWaiting.approve(device.code, allowed, at: .noon),
                try transaction.devicesWaiting.deny(device.code, at: .noon),
            ]
        }
        #expect(late == [false, false])
    }

    @Test func `a device that was denied stays denied`() async throws {
        let world = try await World()
        let (device, allowed) = (try await waiting(in: world), allowed)
        let done = try await world.store.write { transaction in
            [
                try transaction.devicesWaiting.deny(device.code, at: .noon),
                try transaction.devicesWaiting.deny(device.code, at: .noon),
                try transaction.devicesWaiting.approve(device.code, allowed, at: .noon),
                try transaction.devicesWaiting.consume(device.code),
            ]
        }
        #expect(done == [true, false, false, false])
        #expect(try await state(device, in: world) == .denied)
    }

    @Test func `a device is approved or denied while it waits, and not when its time is over`() async throws {
        let world = try await World()
        let (device, allowed) = (try await waiting(in: world), allowed)
        let late = try await world.store.write { transaction in
            [
                try transaction.devicesWaiting.approve(device.code, allowed, at: device.decision.expiresAt),
                try transaction.devicesWaiting.deny(device.code, at: device.decision.expiresAt),
            ]
        }
        #expect(late == [false, false])
        #expect(try await state(device, in: world) == .pending)
    }

    @Test func `those of a client's devices are counted that wait for a person`() async throws {
        let world = try await World()
        let other = try #require(ClientID("other"))
        let allowed = allowed
        let devices = try await withThrowingTaskGroup(of: DeviceAuthorization.self) { group in
            for _ in 0..<4 { group.addTask { try await waiting(in: world) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let counts = try await world.store.write { transaction in
            let waiting = transaction.devicesWaiting
            let all = try waiting.waiting(of: world.client.id, at: .noon)
            _ = try waiting.approve(devices[0].code, allowed, at: .noon)
            _ = try waiting.deny(devices[1].code, at: .noon)
            _ = try waiting.approve(devices[2].code, allowed, at: .noon)
            _ = try waiting.consume(devices[2].code)
            return [
                all, try waiting.waiting(of: world.client.id, at: .noon), try waiting.waiting(of: other, at: .noon),
                try waiting.waiting(of: world.client.id, at: .noon + DeviceAuthorization.lifetime),
            ]
        }
        #expect(counts == [4, 1, 0, 0])
    }
}
