import Testing
import Wire

/// Which addresses are places in the public network (RFC 6890 and its registries).
@Suite struct PublicAddressTests {
    @Test(arguments: ["8.8.8.8", "1.1.1.1", "203.162.4.190", "2606:4700:4700::1111", "2405:4800::1"])
    func `a server's address is public`(_ text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
    }

    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2001::1",
        "2002:7f00:1::1", "3fff::1", "4000::1",
    ])
    func `an address that is set aside is not`(_ text: String) throws {
        #expect(!(try #require(IPAddress(text)).isPublic))
    }
}
