import Testing
import Wire

@Suite struct NetworkPrefixTests {
    @Test(arguments: [
        ("203.0.113.7", "203.0.113.0/24"), ("203.0.113.255", "203.0.113.0/24"), ("203.0.114.7", "203.0.114.0/24"),
        ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"), ("2001:DB8:0:1::", "2001:db8:0:1::/64"),
        ("2001:db8:0:2::1", "2001:db8:0:2::/64"), ("::1", "0:0:0:0::/64"),
        ("fe80::1%eth0", "fe80:0:0:0::/64"),
        // As an IPv6 socket shows an IPv4 peer (RFC 4291 §2.5.5.2).
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("unknown", "unknown"), ("local", "local"), ("", ""), ("1.2.3", "1.2.3"),
    ])
    func `an address lies in a network`(address: String, network: String) {
        #expect(NetworkPrefix(of: address).text == network)
    }
}
