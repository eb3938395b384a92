import Wire

/// How a platform wants the citizen to have signed in, as its challenge says (RFC 9470 §3): the client repeats both at the
/// provider (§4), and comes again with the new token.
struct StepUp: Hashable, Sendable {
    /// `acr_values`.
    let contexts: String?
    /// `max_age`, in seconds.
    let maxAge: Int64?

    /// - Parameter response: what the platform answered.
    /// - Returns: `nil` where it asks for no other sign-in, or says of none what it has to be.
    init?(_ response: FetchResponse) {
        guard response.status == 401, let field = response.header("WWW-Authenticate"), field.hasPrefix("Bearer "),
            field.utf8.count <= HueSLimits.challengeBytes
        else { return nil }
        let parameters = Self.parameters(field.dropFirst("Bearer ".count))
        guard parameters["error"] == "insufficient_user_authentication" else { return nil }
        contexts = parameters["acr_values"]
        maxAge = parameters["max_age"].flatMap { Int64($0) }
        guard contexts != nil || maxAge != nil else { return nil }
    }

    /// The parameters of one challenge (RFC 9110 §11.6.1) whose values are quoted and have no quotation mark in them, as
    /// those of RFC 9470 haven't; none of a field that is written otherwise or says one of them twice.
    private static func parameters(_ text: Substring) -> [String: String] {
        let halves = text.split(separator: "\"", omittingEmptySubsequences: false)
        guard halves.count % 2 == 1, halves.last?.isEmpty == true else { return [:] }
        var parameters: [String: String] = [:]
        for place in stride(from: 0, to: halves.count - 1, by: 2) {
            let name = halves[place].drop { $0 == "," || $0 == " " }
            guard name.hasSuffix("="),
                parameters.updateValue(String(halves[place + 1]), forKey: name.dropLast().lowercased()) == nil
            else { return [:] }
        }
        return parameters
    }
}
