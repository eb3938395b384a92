import Identity
import Wire

/// `authorization_details` (RFC 9396 §2): what is asked for, or was allowed, finer than by a scope.
///
/// The one type that there is, `hue_permissions`, is about Article 14: functions of the platform that asks, at a unit. What it names
/// is a wish, and then a bound: what a token says is what the engine decides that the person may do, each time anew, and never more
/// than was asked for.
package struct AuthorizationDetails: Hashable, Sendable {
    /// Functions by unit, in the names of the claim `vn.gov.hue.permissions`: a function without its platform's name. All of them
    /// are ASCII, so that they are compared as bytes are.
    package let functions: [String: Set<String>]

    package static let none = AuthorizationDetails([:])

    package init(_ functions: [String: Set<String>]) { self.functions = functions.filter { !$0.value.isEmpty } }

    package var isEmpty: Bool { functions.isEmpty }

    /// The types (§5, `authorization_details_types_supported`).
    package enum TypeName: String, Hashable, Sendable, CaseIterable {
        case permissions = "hue_permissions"
    }

    /// Reads the parameter. What isn't known is refused, and never passed over (§5).
    /// - Parameter allowed: the types that the client is registered for.
    package init(_ text: String, allowed: Set<TypeName>) throws(Flaw) {
        guard text.utf8.count <= Limits.authorizationDetailsBytes else { throw .tooLong }
        guard let json = try? JSONReader.read(Array(text.utf8)).array, !json.isEmpty else { throw .notAnArray }
        guard json.count <= Limits.authorizationDetails else { throw .tooLong }
        var functions: [String: Set<String>] = [:]
        for value in json {
            let (unit, names) = try Self.detail(value, allowed)
            functions[unit, default: []].formUnion(names)
        }
        self.init(functions)
    }

    /// One detail (§2): its type, and exactly the members of that.
    private static func detail(
        _ value: JSONValue, _ allowed: Set<TypeName>
    ) throws(Flaw) -> (unit: String, functions: Set<String>) {
        guard let detail = value.object, let type = detail["type"]?.string else { throw .notAnArray }
        guard let type = TypeName(rawValue: type) else { throw .unknownType }
        guard allowed.contains(type) else { throw .foreignType }
        guard detail.names.allSatisfy(["type", "unit", "functions"].contains) else { throw .unknownMember }
        guard let unit = detail["unit"]?.string, isName(unit), let names = detail["functions"]?.array, !names.isEmpty
        else { throw .incomplete }
        var functions: Set<String> = []
        for name in names {
            guard let name = name.string, isName(name) else { throw .incomplete }
            functions.insert(name)
        }
        return (unit, functions)
    }

    /// Units and functions have such names (`UnitID`, `FunctionID`); whether there are any is the engine's to say.
    private static func isName(_ text: String) -> Bool {
        (1...Limits.authorizationDetailNameBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Why a parameter isn't read: for developers, in ASCII (§5, §9).
    package enum Flaw: String, Error, Hashable, Sendable, CaseIterable {
        case notAnArray = "authorization_details must be a JSON array of objects that have a type"
        case tooLong = "authorization_details is too long"
        case unknownType = "a type of authorization_details is not one of authorization_details_types_supported"
        case foreignType = "this client is not registered for this type of authorization_details"
        case unknownMember = "authorization_details has a member that its type does not have"
        case incomplete = "hue_permissions needs a unit, and functions by the names of the permissions claim"
    }

    /// Whether nothing is in it that isn't in another (§6.1).
    package func isCovered(by other: AuthorizationDetails) -> Bool {
        functions.allSatisfy { unit, names in names.isSubset(of: other.functions[unit] ?? []) }
    }

    /// What a token request narrows it to (§6): all of it where that names nothing.
    package func narrowed(to asked: AuthorizationDetails?) throws(TokenRefusal) -> AuthorizationDetails {
        guard let asked else { return self }
        guard asked.isCovered(by: self) else { throw .detailsNotGranted }
        return asked
    }

    /// A detail for each unit, in an order that is always the same.
    package var json: JSONValue {
        .array(
            functions.sorted { $0.key < $1.key }.map { unit, names in
                [
                    "type": .string(TypeName.permissions.rawValue), "unit": .string(unit),
                    "functions": .array(names.sorted().map(JSONValue.string)),
                ]
            })
    }

    /// How it is kept; `nil` for none.
    package var stored: String? { isEmpty ? nil : String(decoding: JSONWriter.write(json), as: UTF8.self) }

    /// Reads what was kept.
    package init?(stored text: String) {
        guard let details = try? AuthorizationDetails(text, allowed: Set(TypeName.allCases)) else { return nil }
        self = details
    }
}

extension FormParameters {
    /// `authorization_details` of a token request (RFC 9396 §6); `nil` where it is left out.
    func authorizationDetails() throws(TokenError) -> AuthorizationDetails? {
        guard let text = try once("authorization_details") else { return nil }
        do throws(AuthorizationDetails.Flaw) {
            // Whether the client may ask for the type was looked at when it was allowed: only what was can be asked for here.
            return try AuthorizationDetails(text, allowed: Set(AuthorizationDetails.TypeName.allCases))
        } catch { throw TokenError(.invalidAuthorizationDetails, error.rawValue) }
    }
}

extension TokenRefusal {
    package static let detailsNotGranted = TokenRefusal(
        .invalidAuthorizationDetails, "authorization_details asks for more than was allowed",
        code: "details-not-granted")
    package static let detailsOfPerson = TokenRefusal(
        .invalidAuthorizationDetails, "hue_permissions is what a person has allowed, and this grant has no such person",
        code: "details-of-person")
}
