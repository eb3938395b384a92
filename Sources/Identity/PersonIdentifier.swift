/// What the state knows a person by: the attribute that finds an account again at a sign-in with VNeID. It has a
/// history (a number can be cancelled and replaced), so that it is never our own key.
package enum PersonIdentifier: Hashable, Sendable {
    case citizen(CitizenNumber)
    /// A foreigner's number has another format, which is not published; it is kept as it comes, to the letter.
    case foreigner(String)
    /// An organisation, by its tax code (`MaSoThue`).
    case organisation(String)

    /// The name under which the kind is stored.
    package var kind: String {
        switch self {
        case .citizen: "citizen"
        case .foreigner: "foreigner"
        case .organisation: "organisation"
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
        default: return nil
        }
    }

    package var value: String {
        switch self {
        case .citizen(let number): number.digits
        case .foreigner(let text), .organisation(let text): text
        }
    }
}
