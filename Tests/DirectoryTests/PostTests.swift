import Directory
import Testing

struct PostTests {
    @Test(arguments: [
        ("truong-phong@H57.05", "truong-phong", "H57.05"), ("chu-tich@H57", "chu-tich", "H57"),
        ("chuyen-vien@000.00.05.H57", "chuyen-vien", "H57.05"),
    ])
    func `a post is read as position at unit`(text: String, position: String, unit: String) throws {
        let post = try #require(Post(text))
        #expect(post.position.slug == position && post.unit.text == unit)
        #expect(Post(post.description) == post)
    }

    @Test(arguments: [
        "", "@", "truong-phong", "truong-phong@", "@H57", "truong-phong@H57@H58", "Trưởng phòng@H57", "a@h57",
        " truong-phong@H57", "truong-phong@H57 ", "truong-phong @H57", "kind:so",
    ])
    func `what is no post is refused`(text: String) {
        #expect(Post(text) == nil)
    }
}
