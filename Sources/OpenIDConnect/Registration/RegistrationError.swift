import Wire

/// Why a client is not registered, or not changed, as it asks (RFC 7591 §3.2.2): told to whoever holds the token for it.
package struct RegistrationError: Error, Hashable, Sendable {
    package let code: Code
    /// For developers, in ASCII.
    package let description: String

    /// The raw values are `error`.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case invalidRedirectURI = "invalid_redirect_uri"
        case invalidClientMetadata = "invalid_client_metadata"
        case invalidSoftwareStatement = "invalid_software_statement"
        case unapprovedSoftwareStatement = "unapproved_software_statement"
        /// The request can't be read (RFC 6749 §5.2): there are no metadata that could be invalid.
        case invalidRequest = "invalid_request"
    }

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description.inASCII
    }

    static func metadata(_ description: String) -> RegistrationError {
        RegistrationError(.invalidClientMetadata, description)
    }

    package var json: JSONObject {
        ["error": .string(code.rawValue), "error_description": .string(description)]
    }
}

extension RegistrationError {
    /// What makes no client, in the codes of registration.
    package init(_ error: ClientRegistrationError) {
        switch error {
        case .noRedirectURI: self.init(.invalidRedirectURI, error.text.english)
        // Without the address itself: nothing of a request stands in an answer.
        case .badAddress(let list, _, let reason):
            self.init(
                list == .redirect ? .invalidRedirectURI : .invalidClientMetadata,
                "\(list.member): an address \(reason.text.english)")
        case .foreignLogoutAddress:
            self.init(
                .invalidClientMetadata, "frontchannel_logout_uri must have scheme, host and port of a redirect URI")
        default: self.init(.invalidClientMetadata, error.text.english)
        }
    }
}

extension ClientRegistrationError.Address {
    /// The member of the metadata.
    fileprivate var member: String {
        switch self {
        case .redirect: "redirect_uris"
        case .postLogout: "post_logout_redirect_uris"
        case .backchannelLogout: "backchannel_logout_uri"
        case .frontchannelLogout: "frontchannel_logout_uri"
        case .notification: "backchannel_client_notification_endpoint"
        }
    }
}

extension String {
    /// RFC 7591 §3.2.2 asks for ASCII; a sign of ours that isn't has a word, and what was sent to us may be left out.
    fileprivate var inASCII: String {
        String(
            String.UnicodeScalarView(
                replacing("§", with: "section ").unicodeScalars.filter { (0x20...0x7E).contains($0.value) }))
    }
}
