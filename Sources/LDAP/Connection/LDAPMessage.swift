import CLDAP

/// One message of a server's answer; its memory is libldap's until this goes.
struct Message: ~Copyable {
    enum Kind {
        case entry, reference, intermediate
        /// The end of an answer, of whatever operation.
        case result
    }

    let pointer: OpaquePointer
    let kind: Kind

    /// Takes a message over from libldap.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        kind =
            switch ldap_msgtype(pointer) {
            case 0x64: .entry
            case 0x73: .reference
            case 0x79: .intermediate
            default: .result
            }
    }

    deinit { ldap_msgfree(pointer) }

    var id: Int32 { ldap_msgid(pointer) }
}

/// The end of an answer.
struct Answer: Sendable {
    let refusal: LDAPRefusal
    let controls: [Control]

    var code: Int32 { refusal.code }

    /// The value of a control, empty where it has none; `nil` where it isn't there.
    func control(_ identifier: String) -> [UInt8]? { controls.first { $0.identifier == identifier }?.value }
}

/// A control, of a request or an answer (RFC 4511 §4.1.11).
struct Control: Sendable {
    let identifier: String
    let isCritical: Bool
    let value: [UInt8]

    init(_ identifier: String, isCritical: Bool = false, value: [UInt8] = []) {
        self.identifier = identifier
        self.isCritical = isCritical
        self.value = value
    }

    /// Copies libldap's, and frees them.
    static func taken(_ controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?) -> [Control] {
        guard let controls else { return [] }
        defer { ldap_controls_free(controls) }
        var taken: [Control] = []
        var place = controls
        while let control = place.pointee?.pointee {
            if let identifier = control.ldctl_oid {
                taken.append(
                    Control(
                        String(cString: identifier), isCritical: control.ldctl_iscritical != 0,
                        value: octets(control.ldctl_value)))
            }
            place += 1
        }
        return taken
    }
}

/// A copy of what libldap points to.
func octets(_ value: berval) -> [UInt8] {
    guard let start = value.bv_val else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(value.bv_len)))
}

/// Controls and lists of texts as C wants them, for the time of one call.
struct CArguments: ~Copyable {
    /// Ends with a null pointer.
    let texts: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    let controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>
    private let textCount: Int
    private let controlCount: Int

    init(texts: [String] = [], controls: [Control] = []) {
        textCount = texts.count
        controlCount = controls.count
        self.texts = .allocate(capacity: texts.count + 1)
        self.controls = .allocate(capacity: controls.count + 1)
        for (place, text) in texts.enumerated() {
            (self.texts + place).initialize(to: Self.copy([UInt8](text.utf8)))
        }
        (self.texts + texts.count).initialize(to: nil)
        for (place, control) in controls.enumerated() {
            let copy = UnsafeMutablePointer<LDAPControl>.allocate(capacity: 1)
            copy.initialize(
                to: LDAPControl(
                    ldctl_oid: Self.copy([UInt8](control.identifier.utf8)),
                    ldctl_value: berval(
                        bv_len: ber_len_t(control.value.count),
                        bv_val: control.value.isEmpty ? nil : Self.copy(control.value)),
                    ldctl_iscritical: control.isCritical ? 1 : 0))
            (self.controls + place).initialize(to: copy)
        }
        (self.controls + controls.count).initialize(to: nil)
    }

    deinit {
        for place in 0..<textCount { texts[place]?.deallocate() }
        for place in 0..<controlCount {
            guard let control = controls[place] else { continue }
            control.pointee.ldctl_oid?.deallocate()
            control.pointee.ldctl_value.bv_val?.deallocate()
            control.deallocate()
        }
        texts.deallocate()
        controls.deallocate()
    }

    private static func copy(_ octets: [UInt8]) -> UnsafeMutablePointer<CChar> {
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: octets.count + 1)
        for (place, octet) in octets.enumerated() { (copy + place).initialize(to: CChar(bitPattern: octet)) }
        (copy + octets.count).initialize(to: 0)
        return copy
    }
}
