import Testing
import Wire

@Suite struct AddressPrefixTests {
    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("::ffff:203.0.113.7", "203.0.113.7"), ("::ffff:cb00:7107", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("::1", "0:0:0:0::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"),
        ("local", "unknown"), ("", "unknown"), ("203.0.113.007", "unknown"), ("203.0.113", "unknown"),
    ])
    func `an address stands for one host, or for the network of one subscriber`(address: String, prefix: String) {
        #expect(AddressPrefix(of: address).description == prefix)
    }
}
