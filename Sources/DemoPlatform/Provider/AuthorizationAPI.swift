import Wire

/// The platform as a policy enforcement point: it asks the city what a person may do here, with the reasons (OpenID
/// AuthZEN Authorization API 1.0).
struct AuthorizationAPI: Sendable {
    let registration: DemoRegistration
    let provider: ProviderConnection

    /// The answer about one function.
    struct Answer: Hashable, Sendable {
        let function: DemoFunction
        let isPermitted: Bool
        /// The sign-in that would be good enough, in the terms of RFC 9470 §3; `nil` unless that is what is missing.
        let stepUp: StepUp?
        /// The level of the e-identity that is missing; no sign-in mends that.
        let identityLevel: Int64?
        /// The decision in a sentence, in both languages.
        let verdict, englishVerdict: String
        let reasons: [String]
    }

    struct StepUp: Hashable, Sendable {
        let acrValues: String?
        let maxAge: Int64?
    }

    /// Asks about all functions of the platform in one request.
    func answers(
        about person: SignedInPerson, as persona: String?, at unit: String, _ functions: [DemoFunction]
    ) async throws(SignInFailure) -> [Answer] {
        let endpoint = try await evaluationsEndpoint()
        var subject: JSONObject = ["type": "user", "id": .string(person.subject)]
        if let persona { subject["properties"] = ["persona": .string(persona)] }
        var context: JSONObject = ["explain": true]
        context["sid"] = person.idTokenClaims["sid"]
        let body: JSONObject = [
            "subject": .object(subject), "resource": ["type": "unit", "id": .string(unit)],
            "context": .object(context),
            "evaluations": .array(functions.map { ["action": ["name": .string($0.name)]] }),
        ]
        let answer = try await provider.object(
            FetchRequest(
                method: .post, url: endpoint,
                headers: [
                    ("Authorization", registration.basicAuthorization), ("Content-Type", "application/json"),
                    ("Accept", "application/json"),
                ], body: JSONWriter.write(body)))
        guard let list = answer["evaluations"]?.array, list.count == functions.count else {
            throw .providerAnswer(.unusableDecisions)
        }
        return zip(functions, list).map { Self.answer($0, $1.object ?? JSONObject()) }
    }

    private func evaluationsEndpoint() async throws(SignInFailure) -> Wire.URI {
        guard let url = try? Wire.URI(registration.issuer.text + "/.well-known/authzen-configuration") else {
            throw .providerAnswer(.wrongIssuer)
        }
        let metadata = try await provider.object(FetchRequest(url: url))
        guard metadata["policy_decision_point"]?.string?.hasSameBytes(as: registration.issuer.text) == true,
            let text = metadata["access_evaluations_endpoint"]?.string, let endpoint = try? Wire.URI(text)
        else { throw .providerAnswer(.incompleteMetadata) }
        return endpoint
    }

    static func answer(_ function: DemoFunction, _ json: JSONObject) -> Answer {
        let context = json["context"]?.object
        var stepUp: StepUp?
        if context?["error"]?.string == "insufficient_user_authentication" {
            stepUp = StepUp(acrValues: context?["acr_values"]?.string, maxAge: context?["max_age"]?.integer)
        }
        func lines(_ language: String) -> [String] {
            let text = context?["reason_user"]?.object?[language]?.string ?? context?["reason"]?.string ?? ""
            return text.split(separator: "\n").map(String.init)
        }
        let vietnamese = lines("vi")
        return Answer(
            function: function, isPermitted: json["decision"] == .bool(true), stepUp: stepUp,
            identityLevel: context?["identity_level"]?.integer, verdict: vietnamese.first ?? "",
            englishVerdict: lines("en").first ?? "",
            reasons: Array(vietnamese.dropFirst()))
    }
}

/// Something that can be done on the platform, which knows its own functions.
package struct DemoFunction: Hashable, Sendable {
    /// The function as the policy calls it: `cqs.field.receive`.
    package let name: String
    /// The name that people read.
    package let title: String

    package init(name: String, title: String) {
        self.name = name
        self.title = title
    }
}
