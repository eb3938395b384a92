extension String {
    /// Whether the text is 1 to 128 characters of `A-Z a-z 0-9 - . _ ~` (RFC 3986 §2.3), which read the same in a URL, a
    /// form, an `Authorization` header and a log: the form that we give a `client_id` (RFC 6749 §2.2 leaves it to us).
    package var hasFormOfClientID: Bool {
        (1...128).contains(utf8.count) && ASCIISet.unreserved.holdsAll(of: self)
    }
}
