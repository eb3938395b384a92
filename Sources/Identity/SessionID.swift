/// Names a session inside this system: 128 random bits, Base64url. It is no credential (that is the cookie's secret,
/// of which only a hash is kept) and never leaves the system: relying parties see a `sid` of their own.
package struct SessionID: Hashable, Sendable {
    package let text: String

    /// Takes an id that was made or stored by us.
    package init(_ text: String) {
        self.text = text
    }
}
