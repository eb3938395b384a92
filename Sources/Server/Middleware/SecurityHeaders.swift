import HTTPTypes
import Hummingbird

/// What every answer carries, whatever it is.
struct SecurityHeaders {
    /// Whether we are reached by https, and browsers should never try anything else.
    let isSecure: Bool

    func add(to response: inout Response) {
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        // One page is there to be framed: its policy says by whom, which this older header can't.
        let isForFrames = response.headers[.contentSecurityPolicy]?.contains("frame-ancestors https:") ?? false
        if !isForFrames { response.headers[.xFrameOptions] = "DENY" }
        response.headers[.crossOriginOpenerPolicy] = "same-origin"
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
    }
}

extension HTTPField.Name {
    // The names are constants of ours that satisfy RFC 9110 §5.1.
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let xFrameOptions = HTTPField.Name("X-Frame-Options")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
}
