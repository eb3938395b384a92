import Testing
import Wire

/// Addresses and networks of them, as settings, proxies and sockets write them.
@Suite struct IPNetworkTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
    ])
    func `an address has one text (RFC 5952 §4)`(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == canonical)
        #expect(IPAddress(bytes: address.bytes) == address)
    }

    @Test(arguments: [
        "", "192.0.2", "192.0.2.256", "192.0.2.01", "[::1]", "fe80::1%eth0", "1:2:3", "localhost", "::1 ", ".192.0.2",
        "192..0.2", "192.0.2.", "192.0.2.1.", "192.0.2.1.1", "300.0.2.1", "192.0.2.2550", "00.0.2.1", "192.0.2.-1",
        "192.0.2.0x1", "...",
    ])
    func `what is no address is none`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3", "10.1.2.4", false), ("172.16.0.0/12", "172.31.255.255", true),
        ("172.16.0.0/12", "172.32.0.0", false), ("0.0.0.0/0", "203.0.113.1", true), ("0.0.0.0/0", "::1", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ("::1/128", "::1", true), ("127.0.0.0/8", "::ffff:127.0.0.1", true),
    ])
    func `a network has the addresses that begin as it does`(network: String, address: String, isIn: Bool) throws {
        let network = try #require(IPNetwork(network))
        #expect(network.contains(try #require(IPAddress(address))) == isIn)
        #expect(IPNetwork(network.description) == network)
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0/0008",
        "10.1.2.3/8", "2001:db8::1/32", "::ffff:10.0.0.0/104", "example.com", "10.0.0.0 /8",
    ])
    func `what is no network, or may have been meant as another, is none`(text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
