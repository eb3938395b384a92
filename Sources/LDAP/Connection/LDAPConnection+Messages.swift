import CLDAP
import Glibc

/// Requests, and messages of their answers.
extension LDAPConnection {
    enum Scope: Int32 { case base = 0, subtree = 2 }

    /// Sends a search. Its messages come by the id that this returns.
    func search(
        _ base: String, _ scope: Scope, _ filter: String, attributes: [String], sizeLimit: Int32 = 0,
        controls: [Control] = []
    ) throws(LDAPError) -> Int32 {
        let arguments = CArguments(texts: attributes, controls: controls)
        var id: Int32 = 0
        let code = watchdog.guarding(.searching, within: settings.timeouts.answer) {
            ldap_search_ext(
                handle, base, scope.rawValue, filter, arguments.texts, 0, arguments.controls, nil, nil, sizeLimit, &id)
        }
        guard code == ResultCode.success else { throw failure(code, .searching) }
        return id
    }

    /// The next message of a request, or of any (-1). Waits no longer than so long.
    func receive(_ id: Int32, within time: Duration, _ stage: LDAPStage = .reading) throws(LDAPError) -> Message {
        guard let message = try poll(id, within: time, stage) else { throw .timedOut(server, stage) }
        return message
    }

    /// The same, or `nil` when none has come: with no time at all it never blocks, not even by half a message.
    func poll(_ id: Int32, within time: Duration, _ stage: LDAPStage = .reading) throws(LDAPError) -> Message? {
        var message: OpaquePointer?
        var limit = asTimeval(time)
        // libldap keeps its own time here; the watchdog is for when it doesn't.
        let kind = watchdog.guarding(stage, within: time + .seconds(1)) {
            ldap_result(handle, id, 0, &limit, &message)
        }
        if let message { return Message(message) }
        guard kind == 0, watchdog.cut == nil else { throw failure(kind == 0 ? ResultCode.timeout : kind, stage) }
        return nil
    }

    /// The end of an answer.
    func answer(_ message: borrowing Message) throws(LDAPError) -> Answer {
        var code: Int32 = 0
        var matched: UnsafeMutablePointer<CChar>?
        var text: UnsafeMutablePointer<CChar>?
        var controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
        let parsed = ldap_parse_result(handle, message.pointer, &code, &matched, &text, nil, &controls, 0)
        defer {
            ldap_memfree(matched)
            ldap_memfree(text)
        }
        let taken = Control.taken(controls)
        guard parsed == ResultCode.success || parsed == code else { throw .malformed("a result that isn't one") }
        return Answer(
            refusal: LDAPRefusal(
                code: code, matched: matched.map { String(cString: $0) } ?? "",
                text: text.map { String(cString: $0) } ?? ""),
            controls: taken)
    }

    // MARK: Binding

    /// Says who we are; what the server answers is the caller's to judge.
    func bind(_ bind: LDAPBind, controls: [Control] = []) throws(LDAPError) -> Answer {
        guard isVerified else { throw .untrusted(server) }
        let arguments = CArguments(controls: controls)
        var id: Int32 = 0
        let code =
            switch bind {
            case .simple(let dn, let password): send(dn, nil, password.octets, arguments, &id)
            // A null pointer for no credentials would get a challenge (14), which is no failure and no success.
            case .external: send("", "EXTERNAL", [], arguments, &id)
            }
        guard code == ResultCode.success else { throw failure(code, .binding) }
        return try answer(receive(id, within: settings.timeouts.answer, .binding))
    }

    private func send(
        _ dn: String, _ mechanism: String?, _ credentials: [UInt8], _ arguments: borrowing CArguments,
        _ id: inout Int32
    ) -> Int32 {
        var octets = credentials.map { CChar(bitPattern: $0) } + [0]
        defer { explicit_bzero(&octets, octets.count) }
        let count = ber_len_t(credentials.count)
        let controls = arguments.controls
        return octets.withUnsafeMutableBufferPointer { buffer in
            var value = berval(bv_len: count, bv_val: buffer.baseAddress)
            return watchdog.guarding(.binding, within: settings.timeouts.answer) {
                ldap_sasl_bind(handle, dn, mechanism, &value, controls, nil, &id)
            }
        }
    }

    /// Who the server takes us for (RFC 4532): `dn:…`, `u:…`, or nothing for nobody.
    func whoAmI() throws(LDAPError) -> [UInt8] {
        var name: UnsafeMutablePointer<berval>?
        let code = watchdog.guarding(.binding, within: settings.timeouts.answer) {
            ldap_whoami_s(handle, &name, nil, nil)
        }
        defer { ber_bvfree(name) }
        if code > 0 { throw .refused(LDAPRefusal(code: code)) }
        guard code == ResultCode.success else { throw failure(code, .binding) }
        return name.map { octets($0.pointee) } ?? []
    }

    // MARK: Waiting

    /// Waits until there may be something to read, or so long, and says which. What TLS has already taken off the wire isn't seen here:
    /// first `poll` until nothing comes.
    func waitForInput(within time: Duration) throws(LDAPError) -> Bool {
        var descriptor: Int32 = -1
        guard ldap_get_option(handle, LDAP_OPT_DESC, &descriptor) == 0, descriptor >= 0 else {
            throw failure(-1, .following)
        }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let (seconds, attoseconds) = time.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        // A signal that interrupts it (-1) is as good as input: the caller looks, and waits again.
        let hasInput = Glibc.poll(&waiting, 1, Int32(clamping: max(milliseconds, 1))) != 0
        if watchdog.cut != nil { throw failure(-1, .following) }
        return hasInput
    }
}
