import Identity
import Wire

/// An OpenID Provider besides VNeID at which people may sign in, as the configuration says.
package struct PlainUpstream: Sendable {
    package let id: UpstreamID
    package let issuer: String
    /// What people call it: on its button, and where something went wrong there.
    package let name: Bilingual
    package let clientID: String
    package let authentication: UpstreamAuthentication
    /// The file of the secret or the key.
    package let secretFile: String
    /// The address of our callback.
    package let redirectURI: String
    /// `openid` is among them.
    package let scopes: [String]
    /// What its `acr` values are worth here, in the order in which they are asked for.
    package let contexts: [Context]
    /// The claim whose twelve digits find a person; `nil` where this party isn't trusted to say whose number is whose.
    package let citizenNumberClaim: String?

    /// What one `acr` is worth here.
    package struct Context: Hashable, Sendable {
        package let acr: String
        package let authenticationLevel: AuthenticationLevel
        /// `nil` where it says nothing of how well the person is proven to the state.
        package let identityLevel: IdentityLevel?
    }

    func context(_ acr: String) -> Context? { contexts.first { $0.acr.hasSameBytes(as: acr) } }

    /// The highest level that a sign-in there can be asked for.
    package var highestLevel: AuthenticationLevel { contexts.map(\.authenticationLevel).max() ?? .one }

    var registration: OpenIDRegistration {
        OpenIDRegistration(
            issuer: issuer, clientID: clientID, authentication: authentication, redirectURI: redirectURI,
            scopes: scopes)
    }
}
