/// The answer to a `FetchRequest`, whatever its status: whether 404 is a failure is the caller's to say.
package struct FetchResponse: Sendable {
    package let status: Int
    /// Field names and values in the order in which they came.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package init(status: Int, headers: [(String, String)] = [], body: [UInt8]) {
        self.status = status
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        self.body = body
    }

    /// The value of the first field of this name; names have no case (RFC 9110 §5.1).
    package func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased().hasSameBytes(as: name) }?.value
    }
}
