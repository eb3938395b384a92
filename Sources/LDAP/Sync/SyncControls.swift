import Directory

/// The request's control (RFC 4533 §2.2).
enum SyncRequest {
    enum Mode: Int { case refreshOnly = 1, refreshAndPersist = 3 }

    static func control(_ mode: Mode, _ cookie: SyncCookie?) -> Control {
        let parts =
            BER.number(BER.enumerated, mode.rawValue)
            + (cookie.map { BER.element(BER.octetString, $0.octets) } ?? [])
        return Control(ObjectIdentifier.sync, isCritical: true, value: BER.element(BER.sequence, parts))
    }
}

/// What is said of an entry with it (§2.3).
struct SyncState {
    enum State: Int { case present, add, modify, delete }

    let state: State
    let key: EntryKey
    let cookie: SyncCookie?

    init?(_ value: [UInt8]) {
        var content = BERReader(value)
        guard var parts = content.sequence(), let state = parts.integer(BER.enumerated).flatMap(State.init),
            let uuid = parts.octets(), uuid.count == 16, let key = EntryKey(octets: uuid)
        else { return nil }
        self.state = state
        self.key = key
        cookie = parts.octets().flatMap(SyncCookie.init)
    }
}

/// What is said at the end of a refresh that isn't followed by anything (§2.4).
struct SyncDone {
    let cookie: SyncCookie?
    let refreshDeletes: Bool

    init?(_ value: [UInt8]) {
        var content = BERReader(value)
        guard var parts = content.sequence() else { return nil }
        cookie = parts.octets().flatMap(SyncCookie.init)
        refreshDeletes = parts.boolean() ?? false
    }
}

/// What is said between entries (§2.5).
enum SyncInfo {
    case newCookie(SyncCookie?)
    case refreshDelete(SyncCookie?, isDone: Bool)
    case refreshPresent(SyncCookie?, isDone: Bool)
    case keys([EntryKey], areDeleted: Bool, SyncCookie?)

    init?(_ value: [UInt8]) {
        var content = BERReader(value)
        switch content.tag {
        case 0x80: self = .newCookie(content.octets(0x80).flatMap(SyncCookie.init))
        case 0xA1:
            guard let (cookie, isDone) = Self.phase(content.sequence(0xA1)) else { return nil }
            self = .refreshDelete(cookie, isDone: isDone)
        case 0xA2:
            guard let (cookie, isDone) = Self.phase(content.sequence(0xA2)) else { return nil }
            self = .refreshPresent(cookie, isDone: isDone)
        case 0xA3:
            guard var parts = content.sequence(0xA3) else { return nil }
            let cookie = parts.octets().flatMap(SyncCookie.init)
            let areDeleted = parts.boolean() ?? false
            guard var set = parts.sequence(BER.set) else { return nil }
            var keys: [EntryKey] = []
            while !set.isAtEnd {
                guard let uuid = set.octets(), uuid.count == 16, let key = EntryKey(octets: uuid) else { return nil }
                keys.append(key)
            }
            self = .keys(keys, areDeleted: areDeleted, cookie)
        default: return nil
        }
    }

    private static func phase(_ parts: BERReader?) -> (SyncCookie?, isDone: Bool)? {
        guard var parts else { return nil }
        let cookie = parts.octets().flatMap(SyncCookie.init)
        return (cookie, parts.boolean() ?? true)
    }
}
