/// What a server gives us to say where we are (RFC 4533 §2.1.2). It is the server's own: we look at nothing in it but
/// whether OpenLDAP's change number is there.
package struct SyncCookie: Hashable, Sendable {
    package let octets: [UInt8]

    /// `nil` for an empty one, which stands for nothing.
    package init?(_ octets: [UInt8]) {
        guard !octets.isEmpty, octets.count <= 4096 else { return nil }
        self.octets = octets
    }

    /// Whether it may take the place of another. A slapd whose clock was set back sends cookies without a change number
    /// (`rid=000`), which would ask for everything anew each time.
    package func mayReplace(_ old: SyncCookie?) -> Bool {
        guard let old else { return true }
        return hasChangeNumber || !old.hasChangeNumber
    }

    /// When the last change was made that it stands for, as generalised time: the first part of OpenLDAP's change number
    /// (`20261128155348.123456Z#000000#000#000000`), the latest where several servers write. `nil` where there is none.
    package var latestChange: String? {
        let text = String(decoding: octets, as: UTF8.self)
        return text.split(separator: ",").first { $0.hasPrefix("csn=") }?.dropFirst(4).split(separator: ";").max()
            .map { String($0.prefix { $0 != "#" }) }
    }

    private var hasChangeNumber: Bool {
        let sign = [UInt8]("csn=".utf8)
        guard octets.count > sign.count else { return false }
        return (0...(octets.count - sign.count)).contains { octets[$0...].starts(with: sign) }
    }
}
