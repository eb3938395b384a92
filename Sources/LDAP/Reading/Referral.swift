import CLDAP
import Directory

/// A search reference (RFC 4511 §4.5.3): other places, any one of which has the rest of what was asked for.
struct Referral: Hashable, Sendable {
    let places: [Place]

    struct Place: Hashable, Sendable {
        /// In lower case.
        let host: String
        let port: Int
        /// Where to go on; `nil` for the base that was asked.
        let base: String?
    }

    /// How many references in a row are followed: one that leads on and on has no end.
    static let mostHops = 3

    init(_ message: borrowing Message, _ handle: OpaquePointer) throws(LDAPError) {
        var urls: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        guard ldap_parse_reference(handle, message.pointer, &urls, nil, 0) == ResultCode.success else {
            throw .malformed("a search reference that isn't one")
        }
        defer { ldap_memvfree(UnsafeMutableRawPointer(urls)?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)) }
        var places: [Place] = []
        var place = urls
        while let url = place?.pointee {
            if let parsed = Place(url: url) { places.append(parsed) }
            place = place?.advanced(by: 1)
        }
        self.places = places
    }

    /// The first of its places that is one of these servers, and the base to ask there. To which host a name or a password
    /// is sent, the mapping says, and no server.
    func target(among servers: [SourceServer], from base: String) -> (server: SourceServer, base: String)? {
        for place in places {
            guard let server = servers.first(where: { $0.isAt(place) }) else { continue }
            return (server, place.base ?? base)
        }
        return nil
    }
}

extension Referral.Place {
    /// Reads an LDAP URL (RFC 4516); a filter, a scope and extensions in it are passed over.
    fileprivate init?(url: UnsafePointer<CChar>) {
        var parsed: UnsafeMutablePointer<LDAPURLDesc>?
        guard ldap_url_parse(url, &parsed) == LDAP_URL_SUCCESS, let parsed else { return nil }
        defer { ldap_free_urldesc(parsed) }
        guard let host = parsed.pointee.lud_host else { return nil }
        self.host = String(cString: host).lowercased()
        port = Int(parsed.pointee.lud_port)
        let dn = parsed.pointee.lud_dn.map { String(cString: $0) } ?? ""
        base = dn.isEmpty ? nil : dn
    }
}

extension SourceServer {
    fileprivate func isAt(_ place: Referral.Place) -> Bool {
        switch self {
        case .ldaps(let host, let port), .startTLS(let host, let port), .plain(let host, let port):
            port == place.port && host.lowercased().utf8.elementsEqual(place.host.utf8)
        case .local: false
        }
    }
}
