extension IPAddress {
    /// Whether the address is a place in the public network: none of those that IANA has set aside for private networks, for
    /// this host, for one link, for documentation, for translation or for nobody yet (RFC 6890, the special-purpose registries).
    package var isPublic: Bool {
        if isIPv4 { return !Self.specialIPv4.contains(self) }
        // Of IPv6 only 2000::/3 is given out (RFC 4291 §2.4).
        return Self.globalIPv6.contains(self) && !Self.specialIPv6.contains(self)
    }

    private static let specialIPv4 = networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4")
    private static let globalIPv6 = networks("2000::/3")
    /// 2001::/23 has Teredo and ORCHID, 2002::/16 carries any IPv4 address (6to4).
    private static let specialIPv6 = networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

    private static func networks(_ texts: String...) -> [IPNetwork] { texts.compactMap { IPNetwork($0) } }
}
