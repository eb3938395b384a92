import JOSE
import Wire

extension ClientRegistration {
    /// What is said of `MessageProtection`, in texts that are not believed yet, by the names of the registered metadata.
    package struct Messages: Sendable {
        package var requestAlgorithm: String?
        package var requiresSignedRequests = false
        /// `nil` for that of its ID tokens.
        package var responseAlgorithm: String?
        package var responseEncryption = Encryption()
        package var idTokenEncryption = Encryption()
        package var userInfoEncryption = Encryption()

        package init() {}

        /// What is registered of a client now.
        package init(_ messages: MessageProtection) {
            requestAlgorithm = messages.requestAlgorithm?.rawValue
            requiresSignedRequests = messages.requiresSignedRequests
            responseAlgorithm = messages.signedResponse.algorithm.rawValue
            responseEncryption = Encryption(messages.signedResponse.encryption)
            idTokenEncryption = Encryption(messages.idTokenEncryption)
            userInfoEncryption = Encryption(messages.userInfoEncryption)
        }

        package init(metadata: JSONObject) throws(ClientRegistrationError) {
            requestAlgorithm = try metadata.text(registered: Member.requestAlgorithm)
            requiresSignedRequests = try metadata.flag(registered: Member.requiresSignedRequests)
            responseAlgorithm = try metadata.text(registered: Member.responseAlgorithm)
            responseEncryption = try Encryption(metadata, Member.responseEncryption)
            idTokenEncryption = try Encryption(metadata, Member.idTokenEncryption)
            userInfoEncryption = try Encryption(metadata, Member.userInfoEncryption)
        }

        /// As a platform would say it of itself; what is left out is not asked for.
        package var json: JSONObject {
            var json = JSONObject()
            json[Member.requestAlgorithm] = requestAlgorithm.map(JSONValue.string)
            if requiresSignedRequests { json[Member.requiresSignedRequests] = true }
            json[Member.responseAlgorithm] = responseAlgorithm.map(JSONValue.string)
            responseEncryption.write(to: &json, Member.responseEncryption)
            idTokenEncryption.write(to: &json, Member.idTokenEncryption)
            userInfoEncryption.write(to: &json, Member.userInfoEncryption)
            return json
        }
    }

    /// The names of the metadata (RFC 9101 §10.5, OpenID Connect Registration §2).
    enum Member {
        static let requestAlgorithm = "request_object_signing_alg"
        static let requiresSignedRequests = "require_signed_request_object"
        static let responseAlgorithm = "authorization_signed_response_alg"
        static let responseEncryption = "authorization_encrypted_response"
        static let idTokenEncryption = "id_token_encrypted_response"
        static let userInfoEncryption = "userinfo_encrypted_response"
    }

    /// The keys of a client that proves itself by something else, if it has any.
    func messageKeys(_ credential: ClientCredential) throws(ClientRegistrationError) -> ClientKeys? {
        credential.keys != nil || proofs.keys == nil && proofs.keysURI == nil ? nil : try clientKeys()
    }
}

extension ClientRegistration.Messages {
    private typealias Member = ClientRegistration.Member

    /// Checks what is said.
    /// - Parameters:
    ///   - credential: what the client proves itself with; keys that it has for that are those of its messages too.
    ///   - other: its keys, where it proves itself by something else.
    ///   - usual: the algorithm of its ID tokens. Where nothing is said of them either, that is RS256, which is JARM's too (§3).
    package func protection(
        of credential: ClientCredential, keys other: ClientKeys?, signing usual: SignatureAlgorithm
    ) throws(ClientRegistrationError) -> MessageProtection {
        var checked = MessageProtection()
        var keys = other
        if let own = credential.keys { keys = own } else { checked.keys = other }
        if let name = requestAlgorithm, !name.isEmpty {
            checked.requestAlgorithm = try ClientRegistration.choice(name, SignatureAlgorithm.self, .requestAlgorithm)
            guard keys != nil else { throw .keysNeededFor(Member.requestAlgorithm) }
        }
        checked.requiresSignedRequests = requiresSignedRequests
        guard keys != nil || !requiresSignedRequests else { throw .keysNeededFor(Member.requiresSignedRequests) }
        let named = responseAlgorithm.flatMap { $0.isEmpty ? nil : $0 } ?? usual.rawValue
        checked.signedResponse = SignedResponse(
            algorithm: try ClientRegistration.signing(named, .responseAlgorithm),
            encryption: try responseEncryption.checked(Member.responseEncryption, keys))
        checked.idTokenEncryption = try idTokenEncryption.checked(Member.idTokenEncryption, keys)
        checked.userInfoEncryption = try userInfoEncryption.checked(Member.userInfoEncryption, keys)
        return checked
    }
}
