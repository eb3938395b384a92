import Identity
import JOSE
import Wire

/// What has to hold of a Security Event Token (RFC 8417 §4, OpenID SSF 1.0 §4).
enum SecurityEventCheck {
    static let mediaType = "application/secevent+jwt"
    static let type = "secevent+jwt"

    /// RFC 8935 §2.4; the raw values are `err`.
    enum Flaw: String, Error, Hashable, Sendable {
        case invalidRequest = "invalid_request"
        case invalidKey = "invalid_key"
        case invalidIssuer = "invalid_issuer"
        case invalidAudience = "invalid_audience"
        /// The provider's keys can't be had: it is to try again.
        case unreachable
    }
}

extension ProviderClient {
    /// Reads an event that was pushed.
    func event(_ text: String) async throws(SecurityEventCheck.Flaw) -> SecurityEvent {
        guard let token = try? UnverifiedJWT(parsing: text), token.header.isOfType(SecurityEventCheck.type) else {
            throw .invalidRequest
        }
        let known: JWKSet
        do throws(HueSFailure) { known = try await keys.keys(for: token) } catch { throw .unreachable }
        let issuer = registration.issuer.text
        guard let claims = (try? token.verified(by: known))?.claims else { throw .invalidKey }
        guard claims["iss"]?.string?.hasSameBytes(as: issuer) == true else { throw .invalidIssuer }
        let audiences = claims["aud"]?.array ?? claims["aud"].map { [$0] } ?? []
        guard audiences.contains(where: { $0.string?.hasSameBytes(as: registration.clientID) == true }) else {
            throw .invalidAudience
        }
        // One event a token. What happened doesn't expire, and stands in no `sub`: a token that says either is another kind of
        // token (OpenID SSF 1.0 §4.1).
        guard claims["exp"] == nil, claims["sub"] == nil, let id = claims["jti"]?.string,
            let issued = claims["iat"]?.integer,
            let event = claims["events"]?.object?.members.first, claims["events"]?.object?.count == 1,
            let details = event.value.object
        else { throw .invalidRequest }
        return SecurityEvent(
            id: id, name: event.name.split(separator: "/").last.map(String.init) ?? event.name,
            subject: Self.subject(claims["sub_id"]?.object, of: issuer),
            moment: Instant(secondsSince1970: details["event_timestamp"]?.integer ?? issued),
            details: details.members.filter { $0.name != "event_timestamp" }
                .compactMap { member in member.value.string.map { "\(member.name)=\($0)" } }.joined(separator: ", "))
    }

    /// The person whom an event is about (RFC 9493 §3.2.3); of a complex subject, its user.
    private static func subject(_ subject: JSONObject?, of issuer: String) -> String? {
        guard let subject else { return nil }
        if subject["format"] == "complex" { return Self.subject(subject["user"]?.object, of: issuer) }
        guard subject["format"] == "iss_sub", subject["iss"]?.string?.hasSameBytes(as: issuer) == true else {
            return nil
        }
        return subject["sub"]?.string
    }
}
