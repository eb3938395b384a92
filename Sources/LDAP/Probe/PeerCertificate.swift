import Glibc

/// Why a server's certificate isn't believed. GnuTLS, which libldap is built with, says of each that it isn't, and no more.
package enum CertificateFault: Hashable, Sendable {
    /// In UTC, as RFC 4517 §3.3.13 writes it: `20261127130000Z`.
    case expired(String)
    case notYetValid(String)
    /// It is for these names and addresses.
    case otherName([String])
    /// None of our authorities has signed it, or something between it and them is missing. Who has: the issuer's common
    /// name, or organisation.
    case unknownAuthority(issuer: String)
    /// It isn't one, or isn't of a form that is read here.
    case unreadable
}

/// What a person wants to know of a certificate (RFC 5280 §4.1) that a TLS library has refused. It explains a refusal, and
/// decides nothing: that it finds no fault makes no certificate a good one.
struct PeerCertificate {
    private let begins: String
    private let ends: String
    private let issuer: String
    private let hosts: [String]
    private let addresses: [[UInt8]]

    /// Reads the certificate's DER; `nil` for anything else.
    init?(_ der: [UInt8]) {
        var outer = BERReader(der)
        guard var certificate = outer.sequence(), var content = certificate.sequence() else { return nil }
        // Version, serial number, algorithm.
        _ = content.element(0xA0)
        guard content.element(BER.integer) != nil, content.sequence() != nil, let issuer = content.sequence(),
            var validity = content.sequence(), let begins = Self.moment(&validity), let ends = Self.moment(&validity),
            content.sequence() != nil, content.sequence() != nil
        else { return nil }
        self.begins = begins
        self.ends = ends
        self.issuer = Self.name(issuer)
        var hosts: [String] = []
        var addresses: [[UInt8]] = []
        _ = content.element(0x81)
        _ = content.element(0x82)
        if var extensions = content.sequence(0xA3)?.insideSequence() {
            while let one = extensions.sequence() { Self.readNames(one, &hosts, &addresses) }
        }
        self.hosts = hosts
        self.addresses = addresses
    }

    /// Why it was refused for a host, in the order in which a person would mend it.
    ///
    /// - Parameter now: as the validity is written.
    func fault(host: String, now: String) -> CertificateFault {
        if ends < now { return .expired(ends + "Z") }
        if begins > now { return .notYetValid(begins + "Z") }
        guard isFor(host) else { return .otherName(hosts + addresses.map(Self.text)) }
        return .unknownAuthority(issuer: issuer)
    }

    /// This moment, as `fault` wants it.
    static var now: String {
        var seconds = Glibc.time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let fields = [
            (parts.tm_year + 1900, 4), (parts.tm_mon + 1, 2), (parts.tm_mday, 2), (parts.tm_hour, 2), (parts.tm_min, 2),
            (parts.tm_sec, 2),
        ]
        return fields.map { number, count in
            let digits = String(number)
            return String(repeating: "0", count: max(0, count - digits.count)) + digits
        }.joined()
    }

    private func isFor(_ host: String) -> Bool {
        let host = host.lowercased()
        if addresses.contains(where: { Self.text($0) == host }) { return true }
        return hosts.contains { name in
            guard name.hasPrefix("*.") else { return name.lowercased() == host }
            return host.split(separator: ".", maxSplits: 1).last.map { $0 == name.lowercased().dropFirst(2) } ?? false
        }
    }

    // MARK: Its parts

    /// UTCTime or GeneralizedTime, as fourteen digits.
    private static func moment(_ reader: inout BERReader) -> String? {
        let text: String
        if let short = reader.octets(0x17) {
            // RFC 5280 §4.1.2.5.1: 50 to 99 are of the last century.
            let digits = String(decoding: short.dropLast(), as: UTF8.self)
            text = (digits < "50" ? "20" : "19") + digits
        } else if let long = reader.octets(0x18) {
            text = String(decoding: long.dropLast(), as: UTF8.self)
        } else {
            return nil
        }
        return text.utf8.count == 14 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? text : nil
    }

    /// The last common name, or the last organisation.
    private static func name(_ parts: BERReader) -> String {
        var parts = parts
        var found: [UInt8: String] = [:]
        while var part = parts.sequence(BER.set) {
            guard var attribute = part.sequence(), let type = attribute.octets(0x06), type.count == 3,
                let tag = attribute.tag, let value = attribute.octets(tag)
            else { continue }
            found[type[2]] = ParsedName.printable(value)
        }
        return found[3] ?? found[10] ?? ""
    }

    /// The names of a subjectAltName (2.5.29.17): hosts [2] and addresses [7].
    private static func readNames(_ content: BERReader, _ hosts: inout [String], _ addresses: inout [[UInt8]]) {
        var content = content
        guard content.octets(0x06) == [0x55, 0x1D, 0x11] else { return }
        _ = content.boolean()
        guard let value = content.octets() else { return }
        var reader = BERReader(value)
        guard var names = reader.sequence() else { return }
        while let tag = names.tag, let name = names.octets(tag) {
            if tag == 0x82 { hosts.append(ParsedName.printable(name)) }
            if tag == 0x87 { addresses.append(name) }
        }
    }

    private static func text(_ address: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = address.count == 4 ? AF_INET : AF_INET6
        guard [4, 16].contains(address.count), inet_ntop(family, address, &text, socklen_t(text.count)) != nil else {
            return ""
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension BERReader {
    fileprivate func insideSequence() -> BERReader? {
        var reader = self
        return reader.sequence()
    }
}
