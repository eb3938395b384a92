import HTTPTypes
import Hummingbird

/// What every answer carries, whatever it is.
struct SecurityHeaders {
    /// Made once, as a field's value is looked at when it is made.
    private let fields: [HTTPField]
    private static let unframed = HTTPField(name: .xFrameOptions, value: "DENY")

    /// - Parameter isSecure: whether we are reached by https, and browsers should never try anything else.
    init(isSecure: Bool) {
        var fields = [
            HTTPField(name: .xContentTypeOptions, value: "nosniff"),
            HTTPField(name: .referrerPolicy, value: "no-referrer"),
            HTTPField(name: .crossOriginOpenerPolicy, value: "same-origin"),
        ]
        if isSecure {
            fields.append(HTTPField(name: .strictTransportSecurity, value: "max-age=31536000; includeSubDomains"))
        }
        self.fields = fields
    }

    /// - Parameter response: one that has none of them; nobody else sets any.
    func add(to response: inout Response) {
        // One page is there to be framed: its policy says by whom, which this older header can't.
        let isForFrames = response.headers[.contentSecurityPolicy]?.contains("frame-ancestors https:") ?? false
        response.headers.append(contentsOf: fields)
        if !isForFrames { response.headers.append(Self.unframed) }
    }
}

extension HTTPField.Name {
    // The names are constants of ours that satisfy RFC 9110 §5.1.
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let xFrameOptions = HTTPField.Name("X-Frame-Options")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
}
