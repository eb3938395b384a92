/// The methods that routes are asked about (RFC 9110 §9.3, RFC 5789); any other is answered with 501 before anything
/// keeps its name.
enum KnownMethods {
    private static let all: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Methods are compared by case (RFC 9110 §9.1).
    static func contains(_ method: String) -> Bool { all.contains(method) }
}
