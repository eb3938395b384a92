/// What the state, or another party at which people sign in, knows a person by: the attribute that finds an account again.
/// It has a history (a number can be cancelled and replaced), so that it is never our own key.
package enum PersonIdentifier: Hashable, Sendable {
    case citizen(CitizenNumber)
    /// A foreigner's number has another format, which is not published; it is kept as it comes, to the letter.
    case foreigner(String)
    /// An organisation, by its tax code (`MaSoThue`).
    case organisation(String)
    /// Somebody of whom nobody but the party at which they sign in has told.
    case subject(UpstreamSubject)

    /// The name under which the kind is stored.
    package var kind: String {
        switch self {
        case .citizen: "citizen"
        case .foreigner: "foreigner"
        case .organisation: "organisation"
        case .subject: "upstream"
        }
    }

    /// As it is stored; `nil` for a kind that isn't one.
    package init?(kind: String, value: String) {
        switch kind {
        case "citizen":
            guard let number = CitizenNumber(value) else { return nil }
            self = .citizen(number)
        case "foreigner": self = .foreigner(value)
        case "organisation": self = .organisation(value)
        case "upstream":
            guard let subject = UpstreamSubject(text: value) else { return nil }
            self = .subject(subject)
        default: return nil
        }
    }

    package var value: String {
        switch self {
        case .citizen(let number): number.digits
        case .foreigner(let text), .organisation(let text): text
        case .subject(let subject): subject.text
        }
    }
}
