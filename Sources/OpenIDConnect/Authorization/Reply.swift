import Wire

/// Where the answer to a demand goes.
package enum Reply: Hashable, Sendable {
    /// Through the person's browser, back to the client (RFC 6749 §4.1.2).
    case redirect(ResponseAddress)
    /// To a device that polls for it (RFC 8628 §3.5).
    case device(DeviceCodeHash)
    /// To a client that has asked behind the browser's back, and polls for it (CIBA Core §11).
    case backchannel(AuthRequestHash)
    /// To nobody: the browser goes to a page of ours.
    case ours(OwnPage)

    /// Whether the person has to be shown who asks each time, whatever they have agreed to before: where the answer may
    /// reach somebody else than the client that they know.
    func needsConsent(of client: Client) -> Bool {
        switch self {
        // RFC 8252 §8.6: any app on the device can claim such an address.
        case .redirect(let address): !client.isConfidential && address.redirectURI.scheme != "https"
        // RFC 8628 §5.4: the code may have been begun, and sent to the person, by somebody else.
        case .device: true
        // Consent is what such a request asks for (CIBA Core §8).
        case .backchannel: true
        case .ours: false
        }
    }
}

/// Where and how the answer to an authorization request goes. It exists only for a redirect URI that belongs to the
/// client.
package struct ResponseAddress: Hashable, Sendable {
    package let redirectURI: URI
    package let mode: ResponseMode
    package let state: String?
    package let clientID: ClientID
    /// How the answer is signed; `nil` in a mode that doesn't sign it.
    package let signed: SignedResponse?
}
