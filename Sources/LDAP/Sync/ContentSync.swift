import CLDAP
import Directory

/// Content synchronisation (RFC 4533), by hand: `ldap_sync_init` and `ldap_sync_poll` hand the same entry on several times
/// where others wait in the queue, and lose those, and can't tell the two phases of a refresh apart.
struct ContentSync {
    private let query: SourceQuery
    private let connection: LDAPConnection
    private var reader: EntryReader
    private var names = NameReader()
    /// The newest cookie that may be kept.
    private var cookie: SyncCookie?
    private let hadCookie: Bool
    private var isRefreshing = true
    /// Whether the server has named what is unchanged: then what it hasn't named is gone.
    private var hadPresentPhase = false
    /// Whether something was delivered since the last time that nothing more waited.
    private var isLoud = false

    init(_ query: SourceQuery, from cookie: SyncCookie?, _ connection: LDAPConnection) {
        self.query = query
        self.connection = connection
        self.cookie = cookie
        hadCookie = cookie != nil
        reader = EntryReader(query)
    }

    // MARK: Two ways

    /// Refreshes once.
    mutating func refresh(_ deliver: (SyncMessage) -> Void) throws(LDAPError) {
        let id = try send(.refreshOnly)
        connection.watchdog.bound(within: connection.settings.timeouts.whole)
        defer { connection.watchdog.bound(within: nil) }
        while true {
            let message = try connection.receive(id, within: connection.settings.timeouts.silence)
            guard case .result = message.kind else {
                try take(message, deliver)
                continue
            }
            let answer = try ended(message)
            guard let value = answer.control(ObjectIdentifier.syncDone), let done = SyncDone(value) else {
                throw .malformed("a refresh without its end")
            }
            return finishRefresh(deletesTold: done.refreshDeletes, done.cookie, deliver)
        }
    }

    /// Refreshes, and goes on with what is changed, until the connection ends.
    mutating func follow(_ deliver: (SyncMessage) -> Void) throws(LDAPError) -> Never {
        let id = try send(.refreshAndPersist)
        connection.watchdog.bound(within: connection.settings.timeouts.whole)
        while isRefreshing {
            let message = try connection.receive(id, within: connection.settings.timeouts.silence)
            try follow(message, deliver)
        }
        connection.watchdog.bound(within: nil)
        var pulse = Pulse(connection)
        while true {
            // Of any request: the answers to the pulse come between.
            while let message = try connection.poll(-1, within: .zero, .following) {
                if message.id == id {
                    try follow(message, deliver)
                } else {
                    try pulse.take(message)
                }
            }
            if isLoud { deliver(.quiet) }
            isLoud = false
            try pulse.wait()
        }
    }

    private func send(_ mode: SyncRequest.Mode) throws(LDAPError) -> Int32 {
        try connection.search(
            query.base, .subtree, query.filter, attributes: query.requested,
            controls: [SyncRequest.control(mode, cookie)])
    }

    private mutating func follow(_ message: borrowing Message, _ deliver: (SyncMessage) -> Void) throws(LDAPError) {
        if case .result = message.kind {
            _ = try ended(message)
            // Success is no end that a server may come to by itself.
            throw .unreachable(connection.server, .following)
        }
        try take(message, deliver)
    }

    /// How the search ended; a server that no longer knows the cookie's state is told apart.
    private func ended(_ message: borrowing Message) throws(LDAPError) -> Answer {
        let answer = try connection.answer(message)
        switch answer.code {
        case ResultCode.success: return answer
        case ResultCode.syncRefreshRequired: throw .cookieRefused(answer.refusal)
        // OpenLDAP: "consumer state is newer than provider".
        case ResultCode.unwillingToPerform where hadCookie && isRefreshing: throw .cookieRefused(answer.refusal)
        default: throw .refused(answer.refusal)
        }
    }

    // MARK: Messages

    private mutating func take(_ message: borrowing Message, _ deliver: (SyncMessage) -> Void) throws(LDAPError) {
        switch message.kind {
        case .entry: try takeEntry(message, deliver)
        case .intermediate: try takeInfo(message, deliver)
        // Not followed, and not ours.
        case .reference, .result: break
        }
    }

    private mutating func takeEntry(_ message: borrowing Message, _ deliver: (SyncMessage) -> Void) throws(LDAPError) {
        var raw: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
        ldap_get_entry_controls(connection.handle, message.pointer, &raw)
        let controls = Control.taken(raw)
        guard let value = controls.first(where: { $0.identifier == ObjectIdentifier.syncState })?.value,
            let state = SyncState(value)
        else { throw .malformed("an entry without its state") }
        isLoud = true
        switch state.state {
        case .present: deliver(.present([state.key]))
        case .delete: deliver(.deleted([state.key]))
        case .add, .modify:
            var draft = try reader.read(message, connection.handle)
            // A server that sends in parts has no RFC 4533; should one come, its attribute is left out.
            for attribute in draft.ranges.keys { draft.leaveOut(attribute, .incompleteRange) }
            switch draft.entry(key: state.key, by: query.key, &names) {
            case .success(let entry): deliver(.entry(entry))
            case .failure(let failure): deliver(.unreadable(failure.entry))
            }
        }
        renew(state.cookie, deliver)
    }

    private mutating func takeInfo(_ message: borrowing Message, _ deliver: (SyncMessage) -> Void) throws(LDAPError) {
        guard let value = try connection.information(message) else { return }
        guard let info = SyncInfo(value) else { throw .malformed("information that can't be read") }
        isLoud = true
        switch info {
        case .newCookie(let new): renew(new, deliver)
        case .keys(let keys, let areDeleted, let new):
            deliver(areDeleted ? .deleted(keys) : .present(keys))
            renew(new, deliver)
        case .refreshPresent(let new, let isDone):
            hadPresentPhase = true
            if isDone { finishRefresh(deletesTold: false, new, deliver) }
        case .refreshDelete(let new, let isDone):
            if isDone { finishRefresh(deletesTold: true, new, deliver) }
        }
    }

    /// A cookie within a refresh stands for a state that is not whole.
    private mutating func renew(_ new: SyncCookie?, _ deliver: (SyncMessage) -> Void) {
        guard let new, new.mayReplace(cookie) else { return }
        if isRefreshing { return }
        cookie = new
        deliver(.cookie(new))
    }

    private mutating func finishRefresh(
        deletesTold: Bool, _ new: SyncCookie?, _ deliver: (SyncMessage) -> Void
    ) {
        let kept = new.flatMap { $0.mayReplace(cookie) ? $0 : nil }
        cookie = kept ?? cookie
        isRefreshing = false
        isLoud = true
        deliver(.refreshDone(deletesTold: deletesTold && !hadPresentPhase, cookie: kept))
    }
}

extension LDAPConnection {
    /// The value of a message of content synchronisation between entries; `nil` for another's.
    fileprivate func information(_ message: borrowing Message) throws(LDAPError) -> [UInt8]? {
        var identifier: UnsafeMutablePointer<CChar>?
        var value: UnsafeMutablePointer<berval>?
        guard ldap_parse_intermediate(handle, message.pointer, &identifier, &value, nil, 0) == ResultCode.success else {
            throw .malformed("an intermediate message that isn't one")
        }
        defer {
            ldap_memfree(identifier)
            ber_bvfree(value)
        }
        guard let identifier, String(cString: identifier) == ObjectIdentifier.syncInfo else { return nil }
        return value.map { octets($0.pointee) } ?? []
    }
}
