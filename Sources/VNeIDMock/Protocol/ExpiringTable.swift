import Identity

/// A table in memory whose entries end at a moment, and which never holds more than its capacity: when it is
/// full, the ended entries go, and if none has ended, the one that ends first.
struct ExpiringTable<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var value: Value
        let end: Instant
    }

    private let capacity: Int
    private var entries: [[UInt8]: Entry] = [:]

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func insert(_ value: Value, for key: [UInt8], until end: Instant, at now: Instant) {
        if entries.count >= capacity {
            entries = entries.filter { $0.value.end > now }
        }
        if entries.count >= capacity, let first = entries.min(by: { $0.value.end < $1.value.end }) {
            entries[first.key] = nil
        }
        entries[key] = Entry(value: value, end: end)
    }

    func value(for key: [UInt8], at now: Instant) -> Value? {
        entries[key].flatMap { $0.end > now ? $0.value : nil }
    }

    /// Changes a value in place; does nothing where there is none.
    mutating func update(_ key: [UInt8], _ change: (inout Value) -> Void) {
        guard var entry = entries[key] else { return }
        change(&entry.value)
        entries[key] = entry
    }

    /// Takes an entry out; `nil` if there is none or it has ended.
    mutating func remove(_ key: [UInt8], at now: Instant) -> Value? {
        entries.removeValue(forKey: key).flatMap { $0.end > now ? $0.value : nil }
    }
}
