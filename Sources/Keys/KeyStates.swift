import Identity
import JOSE

/// The states of all signing keys. What signs is said here, by nothing else: of two keys for one algorithm never the
/// order of their files decides (security.md L11). One key of an algorithm at most is active, and one at most is next.
package struct KeyStates: Hashable, Sendable {
    package private(set) var records: [KeyRecord]

    /// - Returns: `nil` for records that contradict each other: two active or two next keys of one algorithm, or one key
    ///   twice.
    package init?(_ records: [KeyRecord]) {
        guard Set(records.map(\.id)).count == records.count else { return nil }
        for name in [KeyState.Name.active, .next] {
            let algorithms = records.filter { $0.state.name == name }.map(\.algorithm)
            guard Set(algorithms).count == algorithms.count else { return nil }
        }
        self.records = records
    }

    /// How an installation's keys are taken over that has no states yet: the newest key of each algorithm is active, and
    /// what is older is retired now.
    init(takingOver keys: [KeyRecord], at now: Instant) {
        var records: [KeyRecord] = []
        for var key in keys.sorted(by: { ($0.createdAt, $0.id.value) > ($1.createdAt, $1.id.value) }) {
            let isNewest = !records.contains { $0.algorithm == key.algorithm }
            key.state = isNewest ? .active(since: key.createdAt) : .retired(at: now)
            records.append(key)
        }
        self.records = records
    }

    package func active(_ algorithm: SignatureAlgorithm) -> KeyRecord? { only(.active, algorithm) }

    package func next(_ algorithm: SignatureAlgorithm) -> KeyRecord? { only(.next, algorithm) }

    package func find(_ id: KeyID) -> KeyRecord? { records.first { $0.id == id } }

    private func only(_ name: KeyState.Name, _ algorithm: SignatureAlgorithm) -> KeyRecord? {
        records.first { $0.algorithm == algorithm && $0.state.name == name }
    }
}

// MARK: What can happen to a key

extension KeyStates {
    /// A key that was just made begins as the next of its algorithm, or signs at once where nothing does.
    package mutating func add(_ id: KeyID, _ algorithm: SignatureAlgorithm, at now: Instant) throws(KeyRefusal) {
        guard next(algorithm) == nil else { throw .hasNext }
        let state: KeyState = active(algorithm) == nil ? .active(since: now) : .next(publishedAt: nil)
        records.append(KeyRecord(id: id, algorithm: algorithm, createdAt: now, state: state))
    }

    /// The next key signs from now on; the one that signed before is retired.
    /// - Parameter publication: how long it must have been published; `nil` for a key that is needed at once, though
    ///   relying parties that keep what they have read don't know it yet.
    /// - Returns: the key that is retired.
    @discardableResult
    package mutating func activate(
        _ id: KeyID, publishedFor publication: Duration?, at now: Instant
    ) throws(KeyRefusal) -> KeyID? {
        let key = try known(id)
        guard case .next(let publishedAt) = key.state else { throw .notNext(key.state.name) }
        if let publication {
            guard let publishedAt else { throw .unpublished }
            guard now >= publishedAt + publication else { throw .tooSoon(publishedAt + publication) }
        }
        let former = active(key.algorithm)?.id
        if let former { set(former, .retired(at: now)) }
        set(id, .active(since: now))
        return former
    }

    /// A key signs no longer: the next one of its algorithm does. One that has signed nothing yet is removed.
    /// - Returns: what became of it and of its successor.
    package mutating func retire(
        _ id: KeyID, publishedFor publication: Duration?, at now: Instant
    ) throws(KeyRefusal) -> Retirement {
        let key = try known(id)
        switch key.state {
        case .retired: throw .notActive(.retired)
        case .next:
            drop(id)
            return Retirement(removed: [id])
        case .active:
            guard let next = next(key.algorithm) else { throw .noSuccessor }
            try activate(next.id, publishedFor: publication, at: now)
            return Retirement(activated: next.id, retired: id)
        }
    }

    /// A key that somebody else may have: what it has signed is believed no longer, from now on.
    package mutating func withdraw(_ id: KeyID, at now: Instant) throws(KeyRefusal) -> Retirement {
        guard case .active = try known(id).state else {
            drop(id)
            return Retirement(removed: [id])
        }
        var retirement = try retire(id, publishedFor: nil, at: now)
        drop(id)
        retirement.retired = nil
        retirement.removed = [id]
        return retirement
    }

    /// Nothing that a retired key has signed is worth anything any more.
    package mutating func remove(_ id: KeyID) throws(KeyRefusal) {
        let key = try known(id)
        guard case .retired = key.state else { throw .notActive(key.state.name) }
        drop(id)
    }

    /// Says that a key is in its state since now: a next one that is published, or one whose moment was written by a
    /// clock that has been turned back since.
    package mutating func stamp(_ id: KeyID, at now: Instant) throws(KeyRefusal) {
        let key = try known(id)
        guard let state = KeyState(key.state.name, since: now) else { return }
        set(id, state)
    }

    private func known(_ id: KeyID) throws(KeyRefusal) -> KeyRecord {
        guard let key = find(id) else { throw .unknownKey }
        return key
    }

    private mutating func set(_ id: KeyID, _ state: KeyState) {
        for index in records.indices where records[index].id == id { records[index].state = state }
    }

    private mutating func drop(_ id: KeyID) { records.removeAll { $0.id == id } }
}

/// What became of keys when one was retired.
package struct Retirement: Hashable, Sendable {
    package internal(set) var activated: KeyID?
    package internal(set) var retired: KeyID?
    package internal(set) var removed: [KeyID] = []
}
