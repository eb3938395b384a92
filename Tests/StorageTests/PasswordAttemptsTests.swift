import Accounts
import Database
import Identity
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct PasswordAttemptsTests {
    private let store: TemporaryDatabase
    private let username: Username

    init() throws {
        store = try TemporaryDatabase()
        username = try #require(Username("nguyen.thu"))
    }

    private func isGranted(_ device: String? = nil, at now: Instant = .noon) async throws -> Bool {
        let username = username
        return try await store.write { transaction in
            let reserved = try transaction.passwordAttempts.reserve(username, device: device, at: now)
            return if case .granted = reserved.reservation { true } else { false }
        }
    }

    private func remember(_ device: String) async throws {
        let username = username
        try await store.write { transaction in
            try transaction.devices.remember(device, of: username, at: .noon)
        }
    }

    private func lock(at now: Instant = .noon) async throws -> Instant? {
        let username = username
        return try await store.read { transaction in
            try transaction.passwordAttempts.lock(of: username, at: now)
        }
    }

    @Test func `a hundred guesses at once are five`() async throws {
        let (store, username) = (store, username)
        let granted = try await race(100) { number in
            try await store.write { transaction in
                let device = number.isMultiple(of: 2) ? nil : "unknown-\(number)"
                let reserved = try transaction.passwordAttempts.reserve(username, device: device, at: .noon)
                return if case .granted = reserved.reservation { true } else { false }
            }
        }
        #expect(granted.count { $0 } == 5)
        #expect(try await lock() == .noon + .minutes(15))
    }

    @Test(arguments: [1, 24 * 365])
    func `a clock that was set back locks for a quarter of an hour from now, and no longer`(hours: Int) async throws {
        for _ in 0..<5 { _ = try await isGranted() }
        let now = Instant.noon - .hours(hours)
        #expect(try await lock(at: now) == now + .minutes(15))
        #expect(try await !isGranted(at: now))
        // Who asks again and again doesn't prolong it.
        #expect(try await !isGranted(at: now + .minutes(14)))
        #expect(try await lock(at: now + .minutes(14)) == now + .minutes(15))
        #expect(try await isGranted(at: now + .minutes(15)))
    }

    @Test func `after a hundred wrong guesses the owner still gets in from a known device`() async throws {
        try await remember("mine")
        for _ in 0..<100 { _ = try await isGranted() }
        #expect(try await !isGranted())
        #expect(try await isGranted("mine"))
        #expect(try await !isGranted("not mine"))
    }

    @Test func `a known device has five attempts of its own, and locks only itself`() async throws {
        try await remember("mine")
        var granted = 0
        for _ in 0..<10 where try await isGranted("mine") { granted += 1 }
        #expect(granted == 5)
        #expect(try await isGranted())
        #expect(try await lock() == nil)
    }

    @Test func `a device known for one account is a stranger to another`() async throws {
        let other = try #require(Username("another"))
        try await store.write { transaction in
            try transaction.devices.remember("mine", of: other, at: .noon)
        }
        for _ in 0..<5 { _ = try await isGranted() }
        #expect(try await !isGranted("mine"))
    }

    @Test func `a right password starts its counter anew, and no other`() async throws {
        try await remember("mine")
        let username = username
        for _ in 0..<5 { _ = try await isGranted() }
        try await store.write { transaction in
            let reserved = try transaction.passwordAttempts.reserve(username, device: "mine", at: .noon)
            try transaction.passwordAttempts.clear(reserved.counter)
        }
        #expect(try await !isGranted())
        var granted = 0
        for _ in 0..<10 where try await isGranted("mine") { granted += 1 }
        #expect(granted == 5)
    }

    @Test func `an attempt whose password was not looked at does not count`() async throws {
        let username = username
        for _ in 0..<20 {
            let isGranted = try await store.write { transaction in
                let reserved = try transaction.passwordAttempts.reserve(username, device: nil, at: .noon)
                try transaction.passwordAttempts.giveBack(reserved.counter)
                return if case .granted = reserved.reservation { true } else { false }
            }
            #expect(isGranted)
        }
        var granted = 0
        for _ in 0..<10 where try await isGranted() { granted += 1 }
        #expect(granted == 5)
    }

    @Test func `after a new password every browser is a stranger`() async throws {
        try await remember("mine")
        let username = username
        try await store.write { transaction in
            try transaction.devices.forget(of: username)
        }
        for _ in 0..<5 { _ = try await isGranted() }
        #expect(try await !isGranted("mine"))
    }

    @Test func `a lock ends by itself, or by an administrator for all browsers`() async throws {
        try await remember("mine")
        for _ in 0..<5 { _ = try await (isGranted(), isGranted("mine")) }
        let end = Instant.noon + .minutes(15)
        #expect(try await !isGranted(at: end - .milliseconds(1)))
        #expect(try await lock(at: end) == nil)
        #expect(try await isGranted(at: end))
        let username = username
        try await store.write { transaction in
            try transaction.passwordAttempts.clear(of: username)
        }
        #expect(try await isGranted())
        #expect(try await isGranted("mine"))
    }
}
