import Directory
import Identity
import Permissions
import TestSupport
import Testing

struct GrantTextsTests {
    @Test(
        arguments: [
            (.holders(of: Post("giam-doc", at: "H57.05")), "giam-doc@H57.05"),
            (.everyone(at: "phong_cap_xa"), "kind:phong_cap_xa"), (.citizens(.one), "citizens:1"),
            (.citizens(.two), "citizens:2"), (.holders(of: Post("kind", at: "H57")), "kind@H57"),
        ] as [(GrantSubject, String)])
    func `a subject is read as it is written`(subject: GrantSubject, text: String) {
        #expect(subject.text == text)
        #expect(GrantSubject(text: text) == subject)
    }

    @Test func `a person has no text here, and no text is one`() {
        #expect(GrantSubject.person(.number(1)).text == nil)
        #expect(GrantSubject(text: PersonID.number(1).text) == nil)
        #expect(GrantSubject(text: "person:\(PersonID.number(1))") == nil)
    }

    @Test(arguments: [
        "", "kind", "kind:", "kind:Sở", "kind:SO", "Kind:so", "kind: so", "kind:so@H57", "citizens", "citizens:",
        "citizens:0",
        "citizens:3", "citizens:01", "citizens:+1", "citizens:１", "giam-doc", "giam-doc@", "@H57", "giam-doc@H57@H57",
        "Giám đốc@H57", " giam-doc@H57", "everyone",
    ])
    func `what is no subject is refused`(text: String) {
        #expect(GrantSubject(text: text) == nil)
    }

    @Test(arguments: [(.unit, "unit"), (.subtree, "subtree"), (.kind("so"), "kind:so")] as [(Reach.Extent, String)])
    func `an extent is read as it is written`(extent: Reach.Extent, text: String) {
        #expect(extent.text == text && Reach.Extent(text: text) == extent)
    }

    @Test(arguments: ["", "Unit", "all", "kind", "kind:", "kind:Sở", "kind:SO", "kind:so ", "subtree:so"])
    func `what is no extent is refused`(text: String) {
        #expect(Reach.Extent(text: text) == nil)
    }

    @Test(arguments: [(.unit("H57.05"), "H57.05"), (.ownUnit, "own")] as [(Reach.Anchor, String)])
    func `an anchor is read as it is written`(anchor: Reach.Anchor, text: String) {
        #expect(anchor.text == text && Reach.Anchor(text: text) == anchor)
    }

    @Test func `an anchor in an id of the old form is the unit`() {
        #expect(Reach.Anchor(text: "000.00.05.H57") == .unit("H57.05"))
    }

    @Test(arguments: ["", "Own", "own ", "own-unit", "h57", "H57.", "*"])
    func `what is no anchor is refused`(text: String) {
        #expect(Reach.Anchor(text: text) == nil)
    }

    @Test(
        arguments: [
            (.citizen, "citizen"), (.staff, "staff"), (.post(Post("giam-doc", at: "H57.05")), "giam-doc@H57.05"),
            (.post(Post("citizen", at: "H57")), "citizen@H57"),
        ] as [(Persona, String)])
    func `a persona is read as it is written`(persona: Persona, text: String) {
        #expect(persona.text == text && Persona(text: text) == persona)
    }

    @Test(arguments: ["", "Citizen", "staff ", "citizen:1", "giam-doc", "giam-doc@", "@H57", "kind:so"])
    func `what is no persona is refused`(text: String) {
        #expect(Persona(text: text) == nil)
    }

    @Test(
        arguments: [
            ("g-1234", 1234), ("1234", 1234), ("0", 0), ("g-18446744073709551615", .max),
        ] as [(String, UInt64)])
    func `a grant's number is read with and without its mark`(text: String, number: UInt64) throws {
        let id = try #require(GrantID(text))
        #expect(id.number == number && id.description == "g-\(number)" && GrantID(id.description) == id)
    }

    @Test(arguments: [
        "", "g", "g-", "g--1", "-1", "G-1", "g1", "g-01", "01", "+1", "g-+1", "1 ", " 1", "g-g-1", "1.0", "0x1", "١",
        "g-18446744073709551616",
    ])
    func `what is no grant's number is refused`(text: String) {
        #expect(GrantID(text) == nil)
    }
}
