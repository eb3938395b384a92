import OpenIDConnect
import Testing

/// A registration is one object, and what it says decides whether two are the same.
@Suite struct ClientTests {
    @Test func `whatever a registration says counts when it is compared with another`() throws {
        let client = try Sample.client()
        #expect(client.fields.count == Mirror(reflecting: client).children.count)
    }

    @Test func `registrations that say the same are the same, and one that is disabled isn't`() throws {
        let client = try Sample.client()
        #expect(try client == Sample.client())
        #expect(try client != Sample.client(isEnabled: false))
    }

    /// Each of them goes through a request from one function to the next, which keep it in the memory of their task.
    @Test func `what carries a registration carries a reference`() {
        #expect(MemoryLayout<AuthenticatedClient>.size == MemoryLayout<Client>.size)
        #expect(MemoryLayout<SignInDemand>.size < 256)
        #expect(MemoryLayout<TokenIssue>.size < 512)
    }
}
