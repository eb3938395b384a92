/// One request that this system sends to another one, with the most that it will wait for and take in return.
package struct FetchRequest: Sendable {
    package enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    package let method: Method
    package let url: URI
    /// Field names and values in order. `Host`, `Content-Length` and the like are the adapter's.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]?
    /// Bytes of body that the answer may have; a longer one is `FetchError.tooLarge`.
    package let maximumResponseBytes: Int
    /// Time for the whole, from looking the name up to the last byte of the answer.
    package let timeout: Duration

    package init(
        method: Method = .get,
        url: URI,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil,
        maximumResponseBytes: Int = Limits.fetchResponseBytes,
        timeout: Duration = Limits.fetchTimeout
    ) {
        self.method = method
        self.url = url
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        self.body = body
        self.maximumResponseBytes = maximumResponseBytes
        self.timeout = timeout
    }

    /// A form, sent with POST, that is answered with JSON (RFC 6749 §4.1.3).
    package static func posting(
        _ form: [(String, String)], _ headers: [(String, String)] = [], to url: URI
    ) -> FetchRequest {
        FetchRequest(
            method: .post, url: url,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")] + headers,
            body: Array(FormParameters(form).encoded().utf8))
    }
}
